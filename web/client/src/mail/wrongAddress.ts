const OF_ADDRESS = /^5\.(1\.\d+|2\.1)$/; // RFC 3463: for good (5) and about the address (1), or a mailbox that is closed (2.1)

/** Whether the same address would refuse the same mail again. */
export function isWrongAddress(code: string | undefined): boolean {
  return OF_ADDRESS.test(code ?? "");
}

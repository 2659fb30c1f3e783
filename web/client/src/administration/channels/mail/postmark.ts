/** Letters of a password made here: none that an address would have to escape. */
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 32;

/** A password for the address entered at Postmark, which signs nothing else. */
export function newPassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  let made = "";
  while (made.length < LENGTH)
    for (const byte of random(new Uint8Array(LENGTH))) {
      const letter = LETTERS[byte];
      if (letter !== undefined && made.length < LENGTH) made += letter; // what lies beyond is thrown away: each letter is as likely
    }
  return made;
}

/** The address with the password in it, as Postmark wants it. */
export function addressWith(callback: string, password: string): string {
  const address = new URL(callback);
  address.username = "bma";
  address.password = password;
  return address.toString();
}

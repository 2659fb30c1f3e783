/** The bytes of one of our files; the browser's cookie for files opens it, and its cache keeps it. Rejects when it cannot be had. */
export async function download(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return answer.arrayBuffer();
}

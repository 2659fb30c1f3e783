/** What programs put before the subject of an answer or a forward, in the languages customers write. */
const MARKS = /^(?:\s*(?:re|fwd?|aw|wg|sv|tr|rv|res|enc|ref|ตอบ|ตอบกลับ|ส่งต่อ|回复|答复|转发|返信|転送)\s*(?:\[\d+\]|\(\d+\))?\s*[:：])+\s*/iu;

/** The subject without what answering and forwarding put before it. */
export function bare(subject: string): string {
  return subject.replace(MARKS, "").trim();
}

/** What a forward of this is called; "" when there is nothing to call it by. */
export function forwardOf(subject: string): string {
  const plain = bare(subject);
  return plain && `Fwd: ${plain}`;
}

/** Whether two mails talk of the same. */
export function same(one: string, other: string): boolean {
  return bare(one).toLocaleLowerCase() === bare(other).toLocaleLowerCase();
}

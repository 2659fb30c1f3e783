const FIGURES = /[๐-๙໐-໙០-៩٠-٩०-९]/g;
const SPACES = /[\s\u00a0\u202f'’_]/g;

/** What somebody typed as the protocol writes it: "1,234.50", "๑๒", "12,5", ".5" and "007" are 1234.50, 12, 12.5, 0.5 and 7. null for what is
 * no number of at most `whole` digits and `places` decimal places. */
export function typedNumber(text: string, places: number, whole = 12): string | null {
  const written = text.normalize("NFKC").replace(FIGURES, figure).replace(SPACES, "");
  const [, before = "", after = ""] = /^(\d*)(?:\.(\d*))?$/.exec(ungrouped(written)) ?? [];
  if (before === "" && after === "") return null;
  const digits = before.replace(/^0+(?=\d)/, "") || "0";
  const part = after.replace(/0+$/, "");
  if (digits.length > whole || part.length > places) return null;
  return after ? `${digits}.${after.slice(0, Math.max(part.length, Math.min(places, after.length)))}` : digits;
}

/** Commas part thousands; a single one that cannot is a decimal comma. */
function ungrouped(text: string): string {
  if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text)) return text.replaceAll(",", "");
  return /^\d*,\d*$/.test(text) ? text.replace(",", ".") : text;
}

/** Figures of these scripts stand in blocks of ten, zero first. */
function figure(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const zero = ZEROS.findLast((start) => start <= code) ?? code;
  return String(code - zero);
}

const ZEROS = [0x660, 0x966, 0xe50, 0xed0, 0x17e0]; // Arabic, Devanagari, Thai, Lao, Khmer

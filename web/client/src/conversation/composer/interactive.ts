import type { Json } from "../../protocol";

export const MOST_BUTTONS = 3; // WhatsApp's limits, and those below
export const MOST_ROWS = 10;
export const BUTTON_TITLE = 20;
export const ROW_TITLE = 24;

export interface Question {
  body: string;
  answers: readonly string[];
  footer: string;
  open: string; // the words on the button that opens a list
}

/** The form a question is sent in, or null while it is not complete. */
export function interactiveOf({ body, answers, footer, open }: Question): Record<string, Json> | null {
  const titles = answers.map((answer) => answer.trim()).filter(Boolean);
  if (!body.trim() || titles.length === 0 || new Set(titles).size < titles.length) return null;
  const choices = titles.map((title, index) => ({ id: `answer-${index + 1}`, title }));
  const words = { body: body.trim(), ...(footer.trim() ? { footer: footer.trim() } : {}) };
  if (answers.length <= MOST_BUTTONS) return { form: "buttons", ...words, buttons: choices };
  return { form: "list", ...words, button: open, sections: [{ title: open, rows: choices }] };
}

import type { Violation } from "../../protocol";

/** Places that have a field to tell it at; what concerns none of them stands above the form. */
const PLACED = /^(name|language|header\.text|sample|body(\.text)?|footer(\.text)?|buttons(\.\d+.*)?|(header|body)\.example)$/;

export function at(violations: readonly Violation[], ...fields: string[]): Violation[] {
  return violations.filter(({ field }) => fields.includes(field));
}

/** Of one button, whatever of it is at fault. */
export function ofButton(violations: readonly Violation[], place: number): Violation[] {
  return violations.filter(({ field }) => field === `buttons.${place}` || field.startsWith(`buttons.${place}.`));
}

export function generalOf(violations: readonly Violation[]): Violation[] {
  return violations.filter(({ field }) => !PLACED.test(field));
}

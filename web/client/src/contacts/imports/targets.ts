import { t } from "@lingui/core/macro";

import type { Field, ImportColumn } from "../../protocol";

/** What a column may mean, as the server names it. */
const TARGETS: readonly [string, () => string][] = [
  ["name", () => t`Name`],
  ["first_name", () => t`First name`],
  ["last_name", () => t`Last name`],
  ["phone", () => t`Phone`],
  ["email", () => t`E-mail`],
  ["company", () => t`Company`],
  ["tags", () => t`Tags`],
  ["owner", () => t`Owner`],
  ["consent", () => t`Consent to marketing`],
];
const SEVERAL = new Set(["phone", "email", "tags"]); // what more than one column may hold

export interface Target {
  target: string;
  name: string;
}

export function targetsOf(fields: readonly Field[]): Target[] {
  return [...TARGETS.map(([target, name]) => ({ target, name: name() })), ...fields.map(({ key, name }) => ({ target: `field:${key}`, name }))];
}

export type Mapping = Readonly<Record<string, string | null>>;

export function mappingOf(columns: readonly ImportColumn[]): Mapping {
  return Object.fromEntries(columns.map(({ heading, target }) => [heading, target]));
}

/** With one column meaning something else; what only one can mean is taken from the other. */
export function mapped(mapping: Mapping, heading: string, target: string | null): Mapping {
  const kept = Object.entries(mapping).map(([other, meant]) => [other, target !== null && meant === target && !SEVERAL.has(target) ? null : meant]);
  return { ...Object.fromEntries(kept), [heading]: target };
}

/** Whether it says how anybody is reached: without that no row can be taken. */
export function reaches(mapping: Mapping): boolean {
  return Object.values(mapping).some((target) => target === "phone" || target === "email");
}

export function isSame(one: Mapping, other: Mapping): boolean {
  return Object.keys({ ...one, ...other }).every((heading) => (one[heading] ?? null) === (other[heading] ?? null));
}

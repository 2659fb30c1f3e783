import type { Id } from "../../protocol";

export const SORTS = ["-updated", "updated", "name", "-name", "-created", "created"] as const;
export type Sort = (typeof SORTS)[number];

export const CONSENTS = ["whatsapp:yes", "whatsapp:no", "whatsapp:unknown", "line:yes", "line:no", "line:unknown", "mail:yes", "mail:no", "mail:unknown"] as const;
export type ConsentIs = (typeof CONSENTS)[number];

/** Who is listed; it stands in the address, so it can be kept and sent to a colleague. */
export interface Query {
  q?: string;
  tag?: string;
  /** An id, "me" or "none". */
  owner?: Id | "me" | "none";
  /** `key:value` */
  field?: string;
  channel?: Id;
  consent?: ConsentIs;
  segment?: Id;
  sort?: Sort;
}

export const FILTERS = ["q", "tag", "owner", "field", "channel", "consent", "segment"] as const;

/** What can be read of an address; the rest is dropped. */
export function queryOf(search: Record<string, unknown>): Query {
  const text = (name: keyof Query, fits: (value: string) => boolean) => {
    const given = search[name];
    const value = typeof given === "number" || typeof given === "boolean" ? String(given) : given;
    return typeof value === "string" && value !== "" && fits(value) ? { [name]: value } : {};
  };
  return {
    ...text("q", (value) => value.length <= 200),
    ...text("tag", (value) => value.length <= 40),
    ...text("owner", (value) => value.length <= 64),
    ...text("field", (value) => /^[a-z][a-z0-9_]{0,39}:/.test(value) && value.length <= 300),
    ...text("channel", (value) => value.length <= 64),
    ...text("consent", (value) => (CONSENTS as readonly string[]).includes(value)),
    ...text("segment", (value) => value.length <= 64),
    ...text("sort", (value) => (SORTS as readonly string[]).includes(value)),
  };
}

/** As the server asks for it; `filters` alone narrow, the order does not. */
export function asked(query: Query, { filters = false } = {}): URLSearchParams {
  const wanted = new URLSearchParams();
  for (const name of FILTERS) if (query[name]) wanted.set(name, query[name]);
  if (!filters && query.sort) wanted.set("sort", query.sort);
  return wanted;
}

/** Whether anybody is left out. */
export function isNarrow(query: Query): boolean {
  return FILTERS.some((name) => Boolean(query[name]));
}

/** The order after a column's head was pressed: its own first way, then the other. */
export function turned(sort: Sort, column: "name" | "updated" | "created"): Sort {
  const first: Sort = column === "name" ? "name" : `-${column}`;
  const other: Sort = column === "name" ? "-name" : column;
  return sort === first ? other : first;
}

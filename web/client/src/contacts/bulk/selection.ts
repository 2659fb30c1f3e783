import type { Contact, Id } from "../../protocol";

/** Whom something is to be done with: some by name, or the whole list but for some. */
export interface Selection {
  all: boolean;
  /** Chosen one by one; of a whole list those who are left out. */
  named: ReadonlyMap<Id, Contact>;
}

export const NOBODY: Selection = { all: false, named: new Map() };
export const EVERYBODY: Selection = { all: true, named: new Map() };

export function isChosen({ all, named }: Selection, id: Id): boolean {
  return all !== named.has(id);
}

export function chosenCount({ all, named }: Selection, total: number | null): number {
  return all ? Math.max(0, (total ?? 0) - named.size) : named.size;
}

export function toggled(selection: Selection, contact: Contact): Selection {
  const named = new Map(selection.named);
  if (!named.delete(contact.id)) named.set(contact.id, contact);
  return { ...selection, named };
}

/** These too, as one draws over several rows. */
export function joined(selection: Selection, contacts: readonly Contact[]): Selection {
  const named = new Map(selection.named);
  for (const contact of contacts) {
    if (selection.all) named.delete(contact.id);
    else named.set(contact.id, contact);
  }
  return { ...selection, named };
}

import type { Contact, Json } from "../../protocol";

export interface Filled {
  name: string;
  phone: string;
  email: string;
  organization: string;
}

export const UNFILLED: Filled = { name: "", phone: "", email: "", organization: "" };

export function filledFrom({ name, company, identities }: Contact): Filled {
  const shown = (kind: string) => identities.find((one) => one.kind === kind)?.display ?? "";
  return { name, phone: shown("phone"), email: shown("email"), organization: company ?? "" };
}

/** The card as a message carries it; null without a name, or without a way to reach whom it names. */
export function cardOf(filled: Filled): Record<string, Json> | null {
  const [name, phone, email, organization] = [filled.name, filled.phone, filled.email, filled.organization].map((text) => text.trim());
  if (!name || (!phone && !email)) return null;
  return {
    name,
    ...(organization && { organization }),
    ...(phone && { phones: [{ number: phone }] }),
    ...(email && { emails: [{ address: email }] }),
  };
}

import { t } from "@lingui/core/macro";

import type { ConsentHow, FieldKind, Role } from "../../protocol";
import type { ConsentIs } from "../list/query";

export type Channel = "whatsapp" | "line" | "mail";

const CHANNELS: Record<string, () => string> = { whatsapp: () => t`WhatsApp`, line: () => t`LINE`, mail: () => t`E-mail`, marketing: () => t`All channels` };

export function channelWord(channel: string): string {
  return CHANNELS[channel]?.() ?? channel.replaceAll("_", " ");
}

export function consentWord(consent: ConsentIs): string {
  const [channel = "", state] = consent.split(":");
  const word = channelWord(channel);
  return state === "yes" ? t`${word}: said yes` : state === "no" ? t`${word}: said no` : t`${word}: never asked`;
}

const HOWS: Record<ConsentHow, () => string> = {
  in_writing: () => t`in writing`,
  by_phone: () => t`by telephone`,
  in_person: () => t`in person`,
  online_form: () => t`on a form of the website`,
  import: () => t`by an import`,
  provider: () => t`told by the provider`,
  keyword: () => t`by a word they wrote`,
  other: () => t`in another way`,
};
export const HOW_TYPED: readonly ConsentHow[] = ["in_writing", "by_phone", "in_person", "online_form", "other"];

export function howWord(how: ConsentHow): string {
  return HOWS[how]();
}

const KINDS: Record<FieldKind, () => string> = {
  text: () => t`Text`,
  number: () => t`Number`,
  date: () => t`Date`,
  choice: () => t`Choice`,
  yes_no: () => t`Yes or no`,
};
export const FIELD_KINDS = Object.keys(KINDS) as FieldKind[];

export function kindWord(kind: FieldKind): string {
  return KINDS[kind]();
}

const IDENTITIES: Record<string, () => string> = {
  phone: () => t`Phone`,
  email: () => t`E-mail`,
  whatsapp_user: () => t`WhatsApp ID`,
  whatsapp_parent: () => t`WhatsApp ID of the group of companies`,
  username: () => t`User name`,
  line_user: () => t`LINE`,
  mail_from: () => t`E-mail, sender not proven`,
};

export function identityWord(kind: string): string {
  return IDENTITIES[kind]?.() ?? kind.replaceAll("_", " ");
}

/** Whoever may see everybody, and change what describes them. */
export function manages(role: Role | undefined): boolean {
  return role === "admin" || role === "manager";
}

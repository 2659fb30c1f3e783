import { t } from "@lingui/core/macro";

import type { Category } from "../../protocol";

const CATEGORIES: Record<string, () => string> = { UTILITY: () => t`Utility`, MARKETING: () => t`Marketing`, AUTHENTICATION: () => t`Codes to sign in` };
export const CATEGORY_CODES = Object.keys(CATEGORIES) as Category[];

export function categoryWord(category: string): string {
  return CATEGORIES[category.toUpperCase()]?.() ?? category.toLowerCase();
}

const STATUSES: Record<string, () => string> = {
  DRAFT: () => t`Not at WhatsApp`,
  PENDING: () => t`In review`,
  IN_APPEAL: () => t`In appeal`,
  APPROVED: () => t`Approved`,
  REJECTED: () => t`Rejected`,
  PAUSED: () => t`Paused`,
  DISABLED: () => t`Disabled`,
  PENDING_DELETION: () => t`Being deleted`,
  DELETED: () => t`Deleted`,
  ARCHIVED: () => t`Archived`,
  LIMIT_EXCEEDED: () => t`Too many`,
};

export function statusWord(status: string): string {
  return STATUSES[status.toUpperCase()]?.() ?? status.toLowerCase().replaceAll("_", " ");
}

export type Tone = "good" | "mark" | "bad" | "plain";

const TONES: Record<string, Tone> = { APPROVED: "good", PENDING: "mark", IN_APPEAL: "mark", PAUSED: "mark", REJECTED: "bad", DISABLED: "bad", LIMIT_EXCEEDED: "bad" };

export function toneOf(status: string): Tone {
  return TONES[status.toUpperCase()] ?? "plain";
}

const QUALITIES: Record<string, () => string> = { GREEN: () => t`High quality`, YELLOW: () => t`Medium quality`, RED: () => t`Low quality` };

/** What customers think of it, as WhatsApp counts blocks and reports; null while too few got it. */
export function qualityWord(quality: string | null): string | null {
  return (quality && QUALITIES[quality.toUpperCase()]?.()) ?? null;
}

/** A language as it is called; WhatsApp writes `en_US`. */
export function languageName(code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: "language", languageDisplay: "standard" }).of(code.replace("_", "-")) ?? code;
  } catch {
    return code; // one the browser has no name for
  }
}

/** The languages templates may be written in: those of the office's customers first. */
export const LANGUAGES = (
  "th en en_US en_GB zh_CN zh_TW zh_HK ja ko my km lo vi id ms hi ru de fr es ar " +
  "af sq ar_EG ar_AE ar_LB ar_MA ar_QA az be_BY bn bn_IN bg ca hr cs da prs_AF nl nl_BE en_AE en_AU en_CA en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_ZA et fil fi fr_BE fr_CA fr_CH fr_CI fr_MA ka de_AT de_CH el gu ha he hu ga it kn kk rw_RW ky_KG lv lt mk ml mr nb ps_AF fa pl pt_BR pt_PT pa ro sr si_LK sk sl es_AR es_CL es_CO es_CR es_DO es_EC es_HN es_MX es_PA es_PE es_ES es_UY sw sv ta te tr uk ur uz zu"
).split(" ");

import { useLingui } from "@lingui/react/macro";

import type { FallbackKind } from "../../protocol";

/** What a way is called; null: the campaign's own. */
export function useWayWord(): (kind: FallbackKind | null) => string {
  const { t } = useLingui();
  const words: Record<FallbackKind, string> = { line: t`LINE`, mail: t`E-mail` };
  return (kind) => (kind ? words[kind] : t`WhatsApp`);
}

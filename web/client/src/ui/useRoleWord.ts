import { useLingui } from "@lingui/react/macro";

import type { Role } from "../protocol";

/** What somebody may do here, in a word. */
export function useRoleWord(): (role: Role) => string {
  const { t } = useLingui();
  return (role) => ({ admin: t`Administrator`, manager: t`Manager`, agent: t`Agent` })[role];
}

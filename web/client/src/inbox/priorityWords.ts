import { useLingui } from "@lingui/react/macro";

/** The names of the priorities, from 0 to 3. */
export function usePriorityWords(): readonly string[] {
  const { t } = useLingui();
  return [t`No priority`, t`Low priority`, t`High priority`, t`Urgent`];
}

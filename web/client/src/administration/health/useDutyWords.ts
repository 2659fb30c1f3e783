import { useLingui } from "@lingui/react/macro";

import type { Duty } from "../../protocol";

/** What somebody should do about a channel. */
export function useDutyWords(): (duty: Duty) => string {
  const { t } = useLingui();
  const words: Record<Duty, string> = {
    set_up: t`Set it up: enter its access`,
    resume: t`Mend what paused it, then resume`,
    mend_mailbox: t`Its mails cannot be fetched: check the mailbox`,
    mend: t`Open it and mend what its test found`,
    heed_alarm: t`Its provider raised an alarm: read it and act`,
    buy_messages: t`The month’s messages are used up: buy more, or only answer`,
    renew_token: t`Renew its token`,
    look_at_queue: t`Messages wait too long: is the sender running?`,
    look_at_failures: t`Many messages fail: look at the reasons`,
    raise_quality: t`Its quality is low: write less, and only what people asked for`,
    few_messages: t`Few of the month’s messages are left`,
    look: t`Open it and look at what its test found`,
  };
  return (duty) => words[duty];
}

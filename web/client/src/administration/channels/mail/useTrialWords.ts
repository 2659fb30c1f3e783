import { useLingui } from "@lingui/react/macro";

import type { MailTrial } from "../../../protocol";
import { said } from "../../../said/said";
import type { Standing, TrialStep } from "./trialSteps";

interface Words {
  name: string;
  told: string;
  todo?: string;
}

const MOMENT = 2; // seconds; whatever is quicker is as quick

/** What became of a step, and what to do about it. */
export function useTrialWords(trial: MailTrial): (step: TrialStep, standing: Standing) => Words {
  const { t, i18n } = useLingui();
  const after = (seconds: number | null): string => i18n.number(Math.max(MOMENT, Math.round(seconds ?? 0)));
  return (step, standing) => {
    if (step === "sent") {
      if (standing === "failed") return { name: t`Sending`, told: said(trial.problem ?? ""), todo: said(trial.advice ?? "") };
      return { name: t`Sending`, told: standing === "ok" ? t`The outgoing server took the mails.` : t`Being sent…` };
    }
    if (step === "arrived") {
      const seconds = after(trial.seconds);
      if (standing === "ok") return { name: t`Arriving`, told: t`Seen within ${seconds} seconds.` };
      if (standing === "waiting") return { name: t`Arriving`, told: t`Waiting for it to be seen in the mailbox…` };
      return {
        name: t`Arriving`,
        told: t`Not seen within three minutes.`,
        todo: t`Look for it in the mailbox: in the spam folder, mark it as no spam; in another folder, name that one under the folders that are read. Then send them again.`,
      };
    }
    const seconds = after(trial.marked_seconds);
    if (standing === "ok") return { name: t`Plus addresses`, told: t`They work (seen within ${seconds} seconds): every answer finds its conversation.` };
    if (standing === "waiting") return { name: t`Plus addresses`, told: t`Waiting for it to be seen in the mailbox…` };
    const todo = t`Answers are then found by the mail they answer (In-Reply-To) alone. If your provider can turn plus addresses on, do so and send them again.`;
    const reason = said(trial.refused ?? "");
    return { name: t`Plus addresses`, told: reason ? t`They do not work here: ${reason}` : t`They do not work here: nothing was seen within three minutes.`, todo };
  };
}

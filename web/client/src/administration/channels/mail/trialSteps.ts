import type { MailTrial } from "../../../protocol";

export type TrialStep = "sent" | "arrived" | "plus";
export type Standing = "ok" | "warning" | "failed" | "waiting";

export interface TrialLine {
  step: TrialStep;
  standing: Standing;
}

/** As far as the trial has come: what cannot be known without the step before is left out. */
export function steps(trial: MailTrial): TrialLine[] {
  if (!trial.sent) return [{ step: "sent", standing: trial.problem ? "failed" : "waiting" }];
  const sent: TrialLine = { step: "sent", standing: "ok" };
  const arrived: TrialLine = { step: "arrived", standing: standingOf(trial.seconds !== null, trial.waiting, "failed") };
  if (trial.marked_seconds === null && trial.refused === null && arrived.standing === "failed") return [sent, arrived];
  const plus = trial.refused !== null && trial.marked_seconds === null ? "warning" : standingOf(trial.marked_seconds !== null, trial.waiting, "warning");
  return [sent, arrived, { step: "plus", standing: plus }];
}

function standingOf(came: boolean, waiting: boolean, otherwise: Standing): Standing {
  if (came) return "ok";
  return waiting ? "waiting" : otherwise;
}

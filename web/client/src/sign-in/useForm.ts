import { useState } from "react";
import { ProblemError } from "../http/problem";

/** A form that is sent once at a time; its refusal stands by the field it is about, or above them all. */
export function useForm(send: () => Promise<void>): { busy: boolean; problem: string | null; wrong: (field: string) => string | null; submit: () => void } {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<ProblemError | null>(null);
  const submit = (): void => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    send()
      .catch((error: unknown) => {
        if (!(error instanceof ProblemError)) throw error;
        setRefusal(error);
      })
      .finally(() => setBusy(false));
  };
  return {
    busy,
    problem: refusal?.field === null ? refusal.message : null,
    wrong: (field) => (refusal?.field === field ? refusal.message : null),
    submit,
  };
}

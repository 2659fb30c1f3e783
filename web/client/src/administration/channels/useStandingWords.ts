import { useLingui } from "@lingui/react/macro";

import { useNow } from "../../ui/now";
import { upcoming } from "../../ui/time";
import type { Standing } from "./standing";
import { useCheckWord } from "./useCheckWord";

interface Words {
  tone: "good" | "mark" | "bad" | "plain";
  words: string;
}

/** A standing as a person says it. */
export function useStandingWords(standing: Standing): Words {
  const { t, i18n } = useLingui();
  const now = useNow();
  const check = useCheckWord();
  switch (standing.is) {
    case "unconfigured":
      return { tone: "mark", words: t`Not set up: messages come in, none go out` };
    case "deactivated":
      return { tone: "plain", words: t`Out of use` };
    case "paused":
      return { tone: "bad", words: t`Paused` };
    case "failed":
      return { tone: "bad", words: t`Something is wrong: ${check(standing.check)}` };
    case "alarmed":
      return { tone: "bad", words: t`Its provider raised an alarm` };
    case "expiring":
      return { tone: "mark", words: t`The token expires ${upcoming(standing.at, now, i18n.locale)}` };
    case "silent":
      return { tone: "mark", words: t`Unusually silent` };
    case "warned":
      return { tone: "mark", words: t`Look at: ${check(standing.check)}` };
    case "works":
      return { tone: "good", words: t`Works` };
  }
}

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useActing } from "../../../live/useActing";
import type { ChannelSetup, Id } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Notice } from "../../../ui/Notice";
import { Acts } from "../../../ui/Panel";
import * as api from "../../api";
import styles from "../Channels.module.css";
import type { GuideProps } from "../GuideProps";
import { EMPTY, faultsOf, randomToken, trimmed } from "./draft";
import { FirstSteps } from "./FirstSteps";
import { LastSteps } from "./LastSteps";

/** A WhatsApp number, step by step: what to copy from where, then what to enter there, then the test. */
export default function WhatsAppGuide({ unconfigured, onDone }: GuideProps) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(() => ({ ...EMPTY, verify_token: randomToken(), address: unconfigured?.address ?? "", name: unconfigured?.name ?? "" }));
  const [looked, setLooked] = useState(false);
  const [saved, setSaved] = useState<ChannelSetup | null>(null);
  const { busy, problem, run } = useActing();
  const faults = faultsOf(draft);
  const save = (): void => {
    setLooked(true);
    if (Object.keys(faults).length > 0) return;
    void run(async () => setSaved(await api.channels.setup(await keep())));
  };
  const keep = async (): Promise<Id> => {
    const { address, ...given } = trimmed(draft);
    const known = saved?.id ?? unconfigured?.id;
    const kept = known ? await api.channels.change(known, given) : await api.channels.add({ address, ...given });
    return kept.id;
  };
  return (
    <ol className={styles.steps} aria-label={t`Steps of the set-up`}>
      <FirstSteps draft={draft} fixed={Boolean(unconfigured ?? saved)} faults={looked ? faults : {}} refused={problem?.field ? { field: problem.field, message: problem.message } : null} onChange={(part) => setDraft({ ...draft, ...part })} />
      <li>
        {problem && <Notice tone="bad" words={problem.message} />}
        <Acts>
          <Button kind={saved ? "plain" : "main"} disabled={busy} onClick={save}>
            {saved ? <Trans>Save again</Trans> : <Trans>Save and go on</Trans>}
          </Button>
        </Acts>
      </li>
      {saved && <LastSteps setup={saved} verifyToken={draft.verify_token.trim()} saving={busy} onDone={() => onDone(saved.id)} />}
    </ol>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import { Back } from "../../../layout/Back";
import { useActing } from "../../../live/useActing";
import type { Id } from "../../../protocol";
import { said } from "../../../said/said";
import { Notice } from "../../../ui/Notice";
import * as api from "../../api";
import { Section } from "../../parts/Section";

/** Where Google and Microsoft send the browser back to: what they brought goes to the server at once, and out of the address. */
export default function ConsentPage({ onDone }: { onDone: (id: Id) => void }) {
  const { t } = useLingui();
  const { problem, run } = useActing();
  const [brought] = useState(() => new URLSearchParams(window.location.search));
  const begun = useRef(false);
  const [code, state] = [brought.get("code"), brought.get("state")];
  useEffect(() => {
    if (begun.current || !code || !state) return;
    begun.current = true; // a code is good for one try
    window.history.replaceState(null, "", window.location.pathname);
    void run(async () => onDone((await api.channels.takeConsent({ code, state })).id));
  }, [code, state, run, onDone]);
  return (
    <Section title={<Trans>Set up E-mail</Trans>} back={<Back to="/administration/channels" name={t`All channels`} />}>
      {problem ? (
        <Notice tone="bad" words={said(problem.message)} />
      ) : code && state ? (
        <Notice words={<Trans>Opening the mailbox…</Trans>} />
      ) : (
        <Notice tone="bad" words={<Trans>The provider gave no consent. Begin again under “Set up a channel”.</Trans>} />
      )}
    </Section>
  );
}

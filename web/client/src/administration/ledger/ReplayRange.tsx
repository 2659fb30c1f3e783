import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Input } from "../../ui/Field";
import { Acts, Fields } from "../../ui/Panel";
import * as api from "../api";
import section from "../parts/Section.module.css";
import type { useChanges } from "../parts/useChanges";
import people from "../people/People.module.css";

const HOUR = 3_600_000; // ms

/** Applies again what came in between two moments and was not applied whole. */
export function ReplayRange({ changes, onClose }: { changes: ReturnType<typeof useChanges>; onClose: () => void }) {
  const { t } = useLingui();
  const [since, setSince] = useState(() => local(Date.now() - 24 * HOUR));
  const [until, setUntil] = useState(() => local(Date.now() + HOUR));
  const ready = since !== "" && until !== "" && since < until;
  const replay = () => {
    const span = { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
    void changes.change(() => api.ledger.replay(span), <Trans>What was not applied whole is applied again.</Trans>).then((done) => done && onClose());
  };
  return (
    <Dialog title={t`Apply a time span again`} width={460} onClose={onClose}>
      <form
        className={section.sheet}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) replay();
        }}
      >
        <p className={people.words}>
          <Trans>Harmless: what was applied before is never applied twice.</Trans>
        </p>
        <Fields>
          <Field label={<Trans>From</Trans>}>
            <Input type="datetime-local" required value={since} onChange={(event) => setSince(event.target.value)} />
          </Field>
          <Field label={<Trans>Until</Trans>} wrong={!ready && since && until ? <Trans>Later than the beginning</Trans> : null}>
            <Input type="datetime-local" required value={until} onChange={(event) => setUntil(event.target.value)} />
          </Field>
        </Fields>
        {changes.told}
        <Acts>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={!ready || changes.busy}>
            <Trans>Apply again</Trans>
          </Button>
        </Acts>
      </form>
    </Dialog>
  );
}

/** As a field of date and time wants it: by the clock of this machine. */
function local(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

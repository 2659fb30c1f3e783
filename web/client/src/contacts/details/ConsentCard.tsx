import { Trans, useLingui } from "@lingui/react/macro";
import { Check, Plus, X } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { ConsentHow, Contact } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Growing, Input, Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { consentOf } from "../parts/consentOf";
import form from "../parts/Form.module.css";
import { channelWord, HOW_TYPED, howWord } from "../parts/words";
import styles from "./ContactPage.module.css";
import type { ContactNow } from "./useContactNow";

/** What somebody said to being written to unasked; the newest word on each channel counts. */
export function ConsentCard({ contact, now }: { contact: Contact; now: ContactNow }) {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const said = consentOf(contact.consent);
  return (
    <Panel title={<Trans>Consent to marketing</Trans>} acts={<IconButton label={t`Write down a word on consent`} icon={<Plus size={16} />} onClick={() => setAsking(true)} />}>
      {said.length === 0 && (
        <p className={styles.none}>
          <Trans>Nothing was said yet.</Trans>
        </p>
      )}
      <ul className={styles.list}>
        {said.map(({ channel, wanted, at }) => (
          <li key={channel} className={styles.consent}>
            <span>{channelWord(channel)}</span>
            <span data-wanted={wanted}>
              {wanted ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />} {wanted ? <Trans>yes</Trans> : <Trans>no</Trans>}
            </span>
            {at && <TimeAgo at={at} />}
          </li>
        ))}
      </ul>
      {asking && <RecordConsent contact={contact} now={now} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

function RecordConsent({ contact, now, onClose }: { contact: Contact; now: ContactNow; onClose: () => void }) {
  const { t } = useLingui();
  const acting = useActing();
  const [word, setWord] = useState({ channel: "whatsapp", wanted: true, how: "in_writing" as ConsentHow, text: "", source: "", day: "" });
  const set = (part: Partial<typeof word>): void => setWord({ ...word, ...part });
  const save = async (): Promise<void> => {
    const { channel, wanted, how, text, source, day } = word;
    const at = day ? new Date(`${day}T12:00`).toISOString() : null; // of a day only the day is known: its noon
    await api.recordConsent(contact.id, { channel, wanted, how, text: text.trim() || null, source: source.trim() || null, at });
    now.again();
    onClose();
  };
  return (
    <Dialog title={t`A word on consent`} width={480} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), void acting.run(save))}>
        <div className={form.pair}>
          <Field label={<Trans>Channel</Trans>}>
            <Select value={word.channel} onChange={(event) => set({ channel: event.target.value })}>
              {["marketing", "whatsapp", "line", "mail"].map((channel) => (
                <option key={channel} value={channel}>
                  {channelWord(channel)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={<Trans>They said</Trans>}>
            <Select value={String(word.wanted)} onChange={(event) => set({ wanted: event.target.value === "true" })}>
              <option value="true">{t`Yes, write to me`}</option>
              <option value="false">{t`No, do not`}</option>
            </Select>
          </Field>
          <Field label={<Trans>How</Trans>}>
            <Select value={word.how} onChange={(event) => set({ how: event.target.value as ConsentHow })}>
              {HOW_TYPED.map((how) => (
                <option key={how} value={how}>
                  {howWord(how)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={<Trans>On which day</Trans>} hint={<Trans>Left empty: today</Trans>}>
            <Input type="date" value={word.day} onChange={(event) => set({ day: event.target.value })} />
          </Field>
        </div>
        <Field label={<Trans>In which words</Trans>}>
          <Growing value={word.text} rows={2} maxLength={2000} onChange={(event) => set({ text: event.target.value })} />
        </Field>
        <Field label={<Trans>Where the proof lies</Trans>}>
          <Input dir="auto" value={word.source} maxLength={500} placeholder={t`A form, a call, a file`} onChange={(event) => set({ source: event.target.value })} />
        </Field>
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={form.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy}>
            <Trans>Write it down</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

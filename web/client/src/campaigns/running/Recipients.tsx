import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { Download, MessageSquare, Search } from "lucide-react";
import { useEffect, useState } from "react";

import { More } from "../../layout/More";
import page from "../../layout/Page.module.css";
import { useActing } from "../../live/useActing";
import { usePaged } from "../../live/usePaged";
import type { Campaign, Cause, Recipient } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import { saveFile } from "../../ui/saveFile";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { ContactLink } from "../parts/ContactLink";
import { skippedWords } from "../parts/findingWords";
import { useWayWord } from "../parts/useWayWord";
import { recipientStates, useRecipientWord } from "./recipientWord";
import styles from "./Recipients.module.css";

const PAUSE = 250; // ms after the last letter
const WORD = 40; // letters of a reason in the choice

export interface Wanted {
  q: string;
  state: string;
  did: string;
  reason: string;
  variant: string;
  by: string;
}
export const ALL: Wanted = { q: "", state: "", did: "", reason: "", variant: "", by: "" };

/** Everybody it goes to, and what became of each. */
export function Recipients({ campaign, causes, wanted, onWanted }: WishesProps) {
  const { t } = useLingui();
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
  const { items, first, hasMore, more, error, again } = usePaged(query, (asked, signal) => api.recipients(campaign.id, asked, signal), []);
  const acting = useActing();
  const { state, finished_at } = campaign;
  useEffect(() => again(), [again, state, finished_at]);
  const save = (format: "csv" | "xlsx"): void => {
    const asked = new URLSearchParams([...query, ["format", format]]);
    asked.delete("q"); // what is typed narrows the page, not the file
    void acting.run(async () => saveFile(await api.exported(campaign.id, asked), `${campaign.name}.${format}`));
  };
  return (
    <Panel
      title={<Trans>The people</Trans>}
      acts={
        <>
          <Button kind="quiet" onClick={again}>
            <Trans>Refresh</Trans>
          </Button>
          <Button kind="quiet" disabled={acting.busy} onClick={() => save("csv")}>
            <Download size={15} aria-hidden />
            {"CSV"}
          </Button>
          <Button kind="quiet" disabled={acting.busy} onClick={() => save("xlsx")}>
            <Download size={15} aria-hidden />
            {"XLSX"}
          </Button>
        </>
      }
    >
      <Wishes wanted={wanted} onWanted={onWanted} campaign={campaign} causes={causes} />
      {(error ?? acting.problem) && (
        <Notice tone="bad" words={(error ?? acting.problem)?.message}>
          <Button onClick={error ? again : acting.forget}>{error ? <Trans>Try again</Trans> : <Trans>All right</Trans>}</Button>
        </Notice>
      )}
      {!first && items.length === 0 && (
        <p className={styles.nobody}>{campaign.total === 0 ? <Trans>Nobody is on the list yet.</Trans> : <Trans>Nobody is like that.</Trans>}</p>
      )}
      <ul className={styles.people} aria-label={t`The people`}>
        {items.map((recipient) => (
          <Person key={recipient.id} recipient={recipient} />
        ))}
      </ul>
      {hasMore && <More onSeen={more} />}
    </Panel>
  );
}

interface WishesProps {
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  campaign: Campaign;
  causes: readonly Cause[];
}

function Wishes({ wanted, onWanted, campaign, causes }: WishesProps) {
  const { t } = useLingui();
  const word = useRecipientWord();
  const [typed, setTyped] = useState(wanted.q);
  useEffect(() => {
    const timer = setTimeout(() => typed.trim() !== wanted.q && onWanted({ ...wanted, q: typed.trim() }), PAUSE);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- only what is typed matters
  }, [typed]);
  const outcome = wanted.did ? `did:${wanted.did}` : wanted.state;
  const pick = (value: string): void => onWanted({ ...wanted, reason: "", ...(value.startsWith("did:") ? { did: value.slice(4), state: "" } : { did: "", state: value }) });
  const reasons = causes.filter(({ reason, state }) => reason && (!wanted.state || state === wanted.state));
  return (
    <div className={page.filters} role="search">
      <label className={page.search}>
        <Search size={15} aria-hidden />
        <input type="search" value={typed} maxLength={200} placeholder={t`Name or number`} aria-label={t`Search the people`} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Select aria-label={t`Outcome`} value={outcome} onChange={(event) => pick(event.target.value)}>
        <option value="">{t`Every outcome`}</option>
        {recipientStates.map((state) => (
          <option key={state} value={state}>
            {word(state)}
          </option>
        ))}
        <option value="did:clicked">{t`Clicked`}</option>
        <option value="did:opted_out">{t`Opted out`}</option>
      </Select>
      {reasons.length > 0 && (
        <Select aria-label={t`Reason`} value={wanted.reason} onChange={(event) => onWanted({ ...wanted, reason: event.target.value })}>
          <option value="">{t`Every reason`}</option>
          {reasons.map(({ reason, message, count }) => (
            <option key={reason} value={reason ?? ""}>
              {(skippedWords(reason, count) ?? said(message)).slice(0, WORD)}
            </option>
          ))}
        </Select>
      )}
      {campaign.fallback.length > 0 && (
        <Select aria-label={t`Reached by`} value={wanted.by} onChange={(event) => onWanted({ ...wanted, by: event.target.value })}>
          <option value="">{t`By whatever way`}</option>
          <option value="line">{t`By LINE`}</option>
          <option value="mail">{t`By e-mail`}</option>
        </Select>
      )}
      {campaign.variants.length > 0 && (
        <Select aria-label={t`Variant`} value={wanted.variant} onChange={(event) => onWanted({ ...wanted, variant: event.target.value })}>
          <option value="">{t`Every variant`}</option>
          {campaign.variants.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </div>
  );
}

/** Why the ways before did not reach somebody. */
function before({ tried }: Recipient, wayWord: ReturnType<typeof useWayWord>): string[] {
  return tried.map(({ kind, reason, detail }) => `${wayWord(kind)}: ${detail ? said(detail) : (skippedWords(reason, 1) ?? reason ?? "")}`);
}

function Person({ recipient }: { recipient: Recipient }) {
  const { t } = useLingui();
  const word = useRecipientWord();
  const wayWord = useWayWord();
  const navigate = useNavigate();
  const { contact, name, address, state, message } = recipient;
  const at = recipient.replied_at ?? recipient.read_at ?? recipient.delivered_at ?? recipient.failed_at ?? recipient.sent_at;
  const open = async (id: string): Promise<void> => {
    const { conversation } = await api.message(id);
    await navigate({ to: "/inbox/$filter/{-$conversation}", params: { filter: "all", conversation }, search: { message: id } });
  };
  const by = recipient.by && (recipient.by === "line" ? t`by LINE` : t`by e-mail`);
  const about = [by, recipient.clicked_at && t`clicked`, recipient.opted_out_at && t`opted out`, recipient.variant, recipient.detail && said(recipient.detail), ...before(recipient, wayWord)].filter(Boolean).join(" · ");
  return (
    <li>
      <span className={styles.name}>
        {contact ? <ContactLink id={contact}>{name ?? address}</ContactLink> : <Trans>Deleted</Trans>}
        <small>{name ? address : ""}</small>
      </span>
      <span className={styles.state} data-state={state}>
        {word(state)}
      </span>
      <small className={styles.about} dir="auto">
        {state === "skipped" && !recipient.detail ? [skippedWords(recipient.reason, 1), about].filter(Boolean).join(" · ") : about}
      </small>
      {at ? <TimeAgo at={at} className={styles.when} /> : <span />}
      {message ? <IconButton label={t`Conversation with ${name ?? address ?? ""}`} icon={<MessageSquare size={16} />} onClick={() => void open(message)} /> : <span />}
    </li>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { MailCheck, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { More } from "../../layout/More";
import page from "../../layout/Page.module.css";
import { useMe, useOutline } from "../../live/hooks";
import { usePaged } from "../../live/usePaged";
import type { Letter, LetterKind } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Select } from "../../ui/Field";
import { Mark } from "../../ui/Panel";
import parts from "../../ui/parts.module.css";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import own from "./Ledger.module.css";

/** What failed and nobody tries any more: why, and what to do. */
export default function LettersPage() {
  const { t } = useLingui();
  const administers = useMe()?.role === "admin";
  const [search, setSearch] = useState("");
  const [kind, setKind] = useState<LetterKind | "">("");
  const sought = useDeferredValue(search.trim());
  const query = new URLSearchParams({ ...(kind && { kind }), ...(sought && { q: sought }) });
  const { items, first, error, again, hasMore, more } = usePaged<Letter>(query, api.letters, ["endpoint.changed"]);
  const changes = useChanges(again);
  return (
    <Section
      broad
      title={<Trans>Dead letters</Trans>}
      actions={
        <Button kind="quiet" onClick={again}>
          <Trans>Look again</Trans>
        </Button>
      }
    >
      <div className={styles.filters} role="search">
        <label className={page.search}>
          <Search size={15} aria-hidden />
          <input type="search" value={search} maxLength={200} placeholder={t`Search in the reasons`} aria-label={t`Search`} onChange={(event) => setSearch(event.target.value)} />
        </label>
        <Select aria-label={t`Kind`} value={kind} onChange={(event) => setKind(event.target.value as LetterKind | "")}>
          <option value="">{t`Every kind`}</option>
          <option value="send">{t`Messages not sent`}</option>
          <option value="webhook">{t`Webhooks not applied`}</option>
          {administers && <option value="endpoint">{t`Not taken by an endpoint`}</option>}
        </Select>
      </div>
      {changes.told}
      {(first || error) && <Waiting error={error} again={again} />}
      {!first && !error && items.length === 0 && (
        <EmptyState icon={<MailCheck size={30} strokeWidth={1.3} />} title={<Trans>Nothing is lying here</Trans>}>
          <Trans>Everything arrived, or is still being tried.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t`Dead letters`}>
          {items.map((letter) => (
            <li key={`${letter.kind}/${letter.id}`} className={own.letter}>
              <KindMark kind={letter.kind} />
              <span dir="auto">{said(letter.reason)}</span>
              <TimeAgo at={letter.at} className={styles.quiet} />
              {letter.advice && <p>{said(letter.advice)}</p>}
              <div className={styles.marks}>
                <Onwards letter={letter} changes={changes} administers={administers} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {hasMore && <More onSeen={more} />}
    </Section>
  );
}

function KindMark({ kind }: { kind: LetterKind }) {
  return (
    <span>
      <Mark tone="bad">{kind === "send" ? <Trans>Not sent</Trans> : kind === "webhook" ? <Trans>Not applied</Trans> : <Trans>Not taken</Trans>}</Mark>
    </span>
  );
}

/** Where it is looked after. */
function Onwards({ letter, changes, administers }: { letter: Letter; changes: ReturnType<typeof useChanges>; administers: boolean }) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const { kind, id, conversation, endpoint, channel } = letter;
  const name = channel && channels.get(channel)?.name;
  if (kind === "send" && conversation) {
    return (
      <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "all", conversation }} search={{ message: id }} className={parts.button}>
        {name ? <Trans>Open the conversation on {name}</Trans> : <Trans>Open the conversation</Trans>}
      </Link>
    );
  }
  if (kind === "endpoint" && endpoint) {
    return (
      <>
        <Button disabled={changes.busy} onClick={() => void changes.change(() => api.endpoints.replay(endpoint, { ids: [id] }), t`It goes once more.`)}>
          <Trans>Send again</Trans>
        </Button>
        <Link to="/administration/webhooks/$endpoint" params={{ endpoint }} className={parts.button} data-quiet>
          <Trans>Open the endpoint</Trans>
        </Link>
      </>
    );
  }
  if (kind === "webhook" && administers) {
    return (
      <>
        <Button disabled={changes.busy} onClick={() => void changes.change(() => api.ledger.replay({ ids: [id] }), t`It is applied again.`)}>
          <Trans>Apply again</Trans>
        </Button>
        <Link to="/administration/ledger/$entry" params={{ entry: id }} className={parts.button} data-quiet>
          <Trans>Look at it</Trans>
        </Link>
      </>
    );
  }
  return null;
}

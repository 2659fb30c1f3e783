import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowRight, Download, Search } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { More } from "../../layout/More";
import page from "../../layout/Page.module.css";
import { useOutline } from "../../live/hooks";
import { useActing } from "../../live/useActing";
import { usePaged } from "../../live/usePaged";
import type { Act } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { saveFile } from "../../ui/saveFile";
import { exactly } from "../../ui/time";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { differences } from "./difference";
import own from "./Ledger.module.css";
import { SUBJECTS, useActWords } from "./useActWords";

const DAY = 86_400_000; // ms

/** Who changed what, when, from where; and how it was before and after. */
export default function ActivityPage() {
  const { t } = useLingui();
  const { users } = useOutline();
  const words = useActWords();
  const [search, setSearch] = useState("");
  const [form, setForm] = useState({ who: "", act: "", since: "", until: "" });
  const sought = useDeferredValue(search.trim());
  const query = new URLSearchParams({
    ...(sought && { q: sought }),
    ...(form.who && { who: form.who }),
    ...(form.act && { act: form.act }),
    ...(form.since && { since: new Date(form.since).toISOString() }),
    ...(form.until && { until: new Date(Date.parse(form.until) + DAY).toISOString() }),
  });
  const { items, first, error, again, hasMore, more } = usePaged<Act>(query, api.activity, ["setting.changed", "user.changed", "channel.changed", "endpoint.changed"]);
  const acting = useActing();
  const set = (part: Partial<typeof form>): void => setForm({ ...form, ...part });
  const people = [...users.values()].sort((one, other) => one.name.localeCompare(other.name));
  return (
    <Section
      broad
      title={<Trans>Activity log</Trans>}
      actions={
        <>
          <Button kind="quiet" onClick={again}>
            <Trans>Look again</Trans>
          </Button>
          <Button disabled={acting.busy} onClick={() => void acting.run(async () => saveFile(await api.activitySheet(query), "activity.csv"))}>
            <Download size={16} aria-hidden />
            <Trans>Download (CSV)</Trans>
          </Button>
        </>
      }
    >
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
      <div className={styles.filters} role="search">
        <label className={page.search}>
          <Search size={15} aria-hidden />
          <input type="search" value={search} maxLength={200} placeholder={t`A name, or what was done`} aria-label={t`Search`} onChange={(event) => setSearch(event.target.value)} />
        </label>
        <Select aria-label={t`Who`} value={form.who} onChange={(event) => set({ who: event.target.value })}>
          <option value="">{t`Everybody`}</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        <Select aria-label={t`About what`} value={form.act} onChange={(event) => set({ act: event.target.value })}>
          <option value="">{t`About everything`}</option>
          {SUBJECTS.map((subject) => (
            <option key={subject} value={`${subject}.`}>
              {words.subject(subject)}
            </option>
          ))}
        </Select>
        <Input type="date" aria-label={t`From`} className={own.date} value={form.since} onChange={(event) => set({ since: event.target.value })} />
        <Input type="date" aria-label={t`Until`} className={own.date} value={form.until} onChange={(event) => set({ until: event.target.value })} />
      </div>
      {(first || error) && <Waiting error={error} again={again} />}
      {!first && !error && items.length === 0 && !hasMore && (
        <EmptyState title={<Trans>Nothing was done that is like that</Trans>}>
          <Trans>Take a filter away, or look further back.</Trans>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.list} aria-label={t`Activity log`}>
          {items.map((act) => (
            <li key={act.id}>
              <ActLine act={act} said={words.act(act.act)} />
            </li>
          ))}
        </ul>
      )}
      {hasMore && <More onSeen={more} />}
    </Section>
  );
}

function ActLine({ act, said }: { act: Act; said: string }) {
  const { i18n } = useLingui();
  const changed = differences(act.before, act.after);
  return (
    <details className={own.act}>
      <summary>
        <b dir="auto">{act.user_name}</b>
        <span>{said}</span>
        <span className={own.reason} dir="auto">
          {act.title || act.subject}
        </span>
        <TimeAgo at={act.at} className={styles.quiet} />
      </summary>
      <div className={own.what}>
        <p className={styles.quiet}>
          {exactly(act.at, i18n.locale)} {act.address && <Trans>from {act.address}</Trans>}
        </p>
        {changed.length === 0 && <Trans>Nothing further is known of it.</Trans>}
        {changed.map(({ at, before, after }) => (
          <div key={at} className={own.change}>
            <b>{at}</b>
            <del dir="auto">{before ?? "–"}</del>
            <ArrowRight size={14} aria-hidden />
            <ins dir="auto">{after ?? "–"}</ins>
          </div>
        ))}
      </div>
    </details>
  );
}

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { LayoutTemplate, Plus, RefreshCw, Search, SearchX } from "lucide-react";
import { memo, useMemo, useState } from "react";

import { Page } from "../../layout/Page";
import page from "../../layout/Page.module.css";
import { useMe, useOutline } from "../../live/hooks";
import { useSelect } from "../../live/select";
import { useActing } from "../../live/useActing";
import type { Template, TemplatesSynced } from "../../protocol";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Mark } from "../../ui/Panel";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { useTemplateChannels } from "../parts/useChannels";
import { titleOf } from "../../live/template";
import { categoryWord, languageName, qualityWord, statusWord, toneOf } from "../parts/words";
import { isNarrow, listed, type Query, queryOf, values } from "./query";
import styles from "./Templates.module.css";

interface TemplatesPageProps {
  query: Query;
  onQuery: (query: Query) => void;
}

/** What may be sent when the 24 hours are over: where each template stands with WhatsApp. */
export default function TemplatesPage({ query: given, onQuery }: TemplatesPageProps) {
  const { t } = useLingui();
  const { templates } = useOutline();
  const known = useSelect((state) => state.me !== null);
  const manages = useMe()?.role !== "agent";
  const query = useMemo(() => queryOf({ ...given }), [given]);
  const items = useMemo(() => listed(templates.values(), query), [templates, query]);
  const acting = useActing();
  const [synced, setSynced] = useState<TemplatesSynced | null>(null);
  const sync = () => void acting.run(async () => setSynced(await api.sync()));
  const add = manages && (
    <Link to="/templates/$template" params={{ template: "new" }} className={parts.button} data-main>
      <Plus size={16} aria-hidden />
      <Trans>New template</Trans>
    </Link>
  );
  return (
    <Page
      title={<Trans>Templates</Trans>}
      actionsName={t`For templates`}
      actions={
        manages && (
          <>
            <Button kind="quiet" disabled={acting.busy} onClick={sync}>
              <RefreshCw size={16} aria-hidden />
              {acting.busy ? <Trans>Asking WhatsApp…</Trans> : <Trans>Synchronise now</Trans>}
            </Button>
            {add}
          </>
        )
      }
    >
      <Filters query={query} onQuery={onQuery} />
      <div className={styles.told} aria-live="polite">
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        {synced && <Synced synced={synced} onForget={() => setSynced(null)} />}
      </div>
      <div className={page.table}>
        {!known && <Skeleton height={240} />}
        {known && items.length === 0 && <Nothing narrow={isNarrow(query)} onAll={() => onQuery({})} add={add} />}
        {items.length > 0 && (
          <ul aria-label={t`Templates`}>
            {items.map((template) => (
              <Row key={template.id} template={template} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

function Filters({ query, onQuery }: TemplatesPageProps) {
  const { t, i18n } = useLingui();
  const { templates } = useOutline();
  const channels = useTemplateChannels();
  const set = (part: Query): void => onQuery({ ...query, ...part });
  const chosen = (name: "status" | "category" | "language", label: string, every: string, word: (value: string) => string) => (
    <Select aria-label={label} value={query[name] ?? ""} onChange={(event) => set({ [name]: event.target.value || undefined })}>
      <option value="">{every}</option>
      {values(templates.values(), name).map((value) => (
        <option key={value} value={value}>
          {word(value)}
        </option>
      ))}
    </Select>
  );
  return (
    <div className={page.filters} role="search">
      <label className={page.search}>
        <Search size={15} aria-hidden />
        <input type="search" value={query.q ?? ""} maxLength={200} placeholder={t`Name or words`} aria-label={t`Search templates`} onChange={(event) => set({ q: event.target.value || undefined })} />
      </label>
      {chosen("status", t`Status`, t`Every status`, statusWord)}
      {chosen("category", t`Category`, t`Every category`, categoryWord)}
      {chosen("language", t`Language`, t`Every language`, (code) => languageName(code, i18n.locale))}
      {channels.length > 1 && (
        <Select aria-label={t`Number`} value={query.channel ?? ""} onChange={(event) => set({ channel: event.target.value || undefined })}>
          <option value="">{t`Every number`}</option>
          {channels.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </div>
  );
}

const Row = memo(function Row({ template }: { template: Template }) {
  const { t, i18n } = useLingui();
  const { channels } = useOutline();
  const body = template.components.find((part) => String(part.type).toUpperCase() === "BODY")?.text;
  const quality = qualityWord(template.quality);
  const moves = template.correct_category && template.correct_category !== template.category;
  return (
    <li>
      <Link to="/templates/$template" params={{ template: template.id }} className={styles.row}>
        <span className={styles.name}>
          <b>{titleOf(template.name)}</b>
          <small dir="auto">{typeof body === "string" ? body : t`WhatsApp’s own words`}</small>
        </span>
        <span className={styles.fact}>{languageName(template.language, i18n.locale)}</span>
        <span className={styles.fact}>
          {categoryWord(template.category)}
          {moves && ` → ${categoryWord(template.correct_category ?? "")}`}
        </span>
        <span className={styles.fact} data-wide>
          {channels.get(template.channel)?.name}
        </span>
        <span className={styles.quality} data-quality={template.quality?.toUpperCase()}>
          {quality}
        </span>
        <Mark tone={template.state === "failed" ? "bad" : toneOf(template.status)}>{template.state === "failed" ? t`Not taken` : template.state === "submitting" ? t`On its way` : statusWord(template.status)}</Mark>
      </Link>
    </li>
  );
});

function Synced({ synced, onForget }: { synced: TemplatesSynced; onForget: () => void }) {
  const { channels } = useOutline();
  return (
    <>
      {synced.channels.length === 0 && <Notice tone="mark" words={<Trans>No number is set up for templates.</Trans>} />}
      {synced.channels.map(({ channel, seen, changed, removed, error }) => (
        <Notice
          key={channel}
          tone={error ? "bad" : "good"}
          words={
            <>
              <b dir="auto">{channels.get(channel)?.name}</b>: {error ?? <Plural value={seen} one="# template seen" other="# templates seen" />}
              {!error && `, `}
              {!error && <Trans>{changed} changed, {removed} gone</Trans>}
            </>
          }
        >
          <Button kind="quiet" onClick={onForget}>
            <Trans>All right</Trans>
          </Button>
        </Notice>
      ))}
    </>
  );
}

function Nothing({ narrow, onAll, add }: { narrow: boolean; onAll: () => void; add: React.ReactNode }) {
  if (narrow) {
    return (
      <EmptyState
        icon={<SearchX size={30} strokeWidth={1.3} />}
        title={<Trans>No template is like that</Trans>}
        action={
          <Button onClick={onAll}>
            <Trans>Show all</Trans>
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState icon={<LayoutTemplate size={30} strokeWidth={1.3} />} title={<Trans>No template yet</Trans>} action={add}>
      <Trans>When a customer has not written for 24 hours, only a template that WhatsApp approved can be sent.</Trans>
    </EmptyState>
  );
}

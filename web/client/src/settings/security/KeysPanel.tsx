import { Trans, useLingui } from "@lingui/react/macro";
import { Plus } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import { usePaged } from "../../live/usePaged";
import type { ApiKey, MadeKey, Scope } from "../../protocol";
import { Button } from "../../ui/Button";
import { CopyField } from "../../ui/CopyField";
import { Field, Input, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Acts, Fields, Panel } from "../../ui/Panel";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import styles from "../Settings.module.css";

const EVERY = new URLSearchParams();

/** Keys by which programs act as me. */
export function KeysPanel() {
  const { t } = useLingui();
  const { items, first, error, again } = usePaged<ApiKey>(EVERY, api.keys.list, []);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const { busy, problem, run } = useActing();
  return (
    <Panel
      title={<Trans>API keys</Trans>}
      words={
        <Trans>
          A program with such a key acts as you. What it can ask stands in <a href="/api/docs">the description of the API</a>.
        </Trans>
      }
      acts={
        !making && (
          <Button onClick={() => (setMaking(true), setMade(null))}>
            <Plus size={16} aria-hidden />
            <Trans>New key</Trans>
          </Button>
        )
      }
    >
      {(problem ?? error) && <Notice tone="bad" words={(problem ?? error)?.message} />}
      {made && (
        <>
          <Notice tone="mark" words={<Trans>This is the only time the key is shown: copy it now.</Trans>} />
          <CopyField label={made.name} value={made.key} />
        </>
      )}
      {making && <NewKey onMade={(key) => (setMade(key), setMaking(false), again())} onCancel={() => setMaking(false)} />}
      {!first && items.length === 0 && !making && (
        <p className={styles.words}>
          <Trans>None yet.</Trans>
        </p>
      )}
      <ul className={styles.lines} aria-label={t`API keys`} hidden={items.length === 0}>
        {items.map((key) => (
          <li key={key.id}>
            <span>
              <b dir="auto">{key.name}</b>
              <small>
                {`${key.hint}… · `}
                {key.scopes.includes("write") ? <Trans>reads and writes</Trans> : <Trans>reads</Trans>} · {key.used_at ? <Trans>last used <TimeAgo at={key.used_at} /></Trans> : <Trans>never used</Trans>}
                {key.expires_at && (
                  <>
                    {" · "}
                    <Trans>
                      until <TimeAgo at={key.expires_at} />
                    </Trans>
                  </>
                )}
              </small>
            </span>
            <Button kind="quiet" disabled={busy} onClick={() => void run(() => api.keys.revoke(key.id)).then(again)}>
              <Trans>Revoke</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function NewKey({ onMade, onCancel }: { onMade: (key: MadeKey) => void; onCancel: () => void }) {
  const { t } = useLingui();
  const [form, setForm] = useState({ name: "", writes: false, until: "" });
  const { busy, problem, run } = useActing();
  const make = () =>
    void run(async () => {
      const scopes: Scope[] = form.writes ? ["read", "write"] : ["read"];
      const until = form.until ? { expires_at: new Date(`${form.until}T23:59:59`).toISOString() } : {};
      onMade(await api.keys.add({ name: form.name.trim(), scopes, ...until }));
    });
  return (
    <form
      className={styles.sheet}
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <Fields>
        <Field label={<Trans>What it is for</Trans>} wrong={problem?.field === "name" && problem.message}>
          <Input dir="auto" required maxLength={200} value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} />
        </Field>
        <Field label={<Trans>It may</Trans>}>
          <Select value={form.writes ? "write" : "read"} onChange={(event) => setForm({ ...form, writes: event.target.value === "write" })}>
            <option value="read">{t`read`}</option>
            <option value="write">{t`read and write`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Until</Trans>} hint={<Trans>Empty: until it is revoked</Trans>} wrong={problem?.field === "expires_at" && problem.message}>
          <Input type="date" value={form.until} onChange={(event) => setForm({ ...form, until: event.target.value })} />
        </Field>
      </Fields>
      {problem && !["name", "expires_at"].includes(problem.field ?? "") && <Notice tone="bad" words={problem.message} />}
      <Acts>
        <Button onClick={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
        <Button kind="main" type="submit" disabled={busy || !form.name.trim()}>
          <Trans>Make the key</Trans>
        </Button>
      </Acts>
    </form>
  );
}

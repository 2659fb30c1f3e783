import { Trans, useLingui } from "@lingui/react/macro";

import { Back } from "../../layout/Back";
import { useLoaded } from "../../live/useLoaded";
import type { Id, Json, LedgerEntry } from "../../protocol";
import { said } from "../../said/said";
import { Button } from "../../ui/Button";
import { Fact, Facts, Panel } from "../../ui/Panel";
import { exactly, fileSize } from "../../ui/time";
import * as api from "../api";
import { Section } from "../parts/Section";
import section from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import styles from "./Ledger.module.css";
import { StateOfBody, useStateWord } from "./StateOfBody";

/** One webhook whole: its body, its headers, and what became of each fact in it. */
export default function EntryPage({ id }: { id: Id }) {
  const { t, i18n } = useLingui();
  const { value: entry, error, again } = useLoaded<LedgerEntry>(`ledger/${id}`, () => api.ledger.one(id));
  const changes = useChanges(again);
  const replay = () => void changes.change(() => api.ledger.replay({ ids: [id] }), <Trans>It is applied again. What was applied before is not applied twice.</Trans>);
  return (
    <Section
      title={<Trans>A webhook</Trans>}
      back={<Back to="/administration/ledger" name={t`The ledger`} />}
      actions={
        entry && (
          <>
            <Button kind="quiet" onClick={again}>
              <Trans>Look again</Trans>
            </Button>
            <Button disabled={changes.busy} onClick={replay}>
              <Trans>Apply it again</Trans>
            </Button>
          </>
        )
      }
    >
      {!entry && <Waiting error={error} again={again} />}
      {changes.told}
      {entry && (
        <>
          <Panel>
            <Facts>
              <Fact name={<Trans>State</Trans>}>
                <StateOfBody state={entry.state} />
              </Fact>
              <Fact name={<Trans>Came in</Trans>}>{exactly(entry.received_at, i18n.locale)}</Fact>
              <Fact name={<Trans>Size</Trans>}>{fileSize(entry.size, i18n.locale)}</Fact>
              <Fact name={<Trans>Tries</Trans>}>{entry.tries}</Fact>
              {entry.reason && <Fact name={<Trans>Why</Trans>}>{said(entry.reason)}</Fact>}
              <Fact name={<Trans>Id</Trans>}>{entry.id}</Fact>
            </Facts>
          </Panel>
          <Panel title={<Trans>What became of it</Trans>}>
            <Items items={entry.items} />
          </Panel>
          <Panel title={<Trans>Body</Trans>}>
            <Code name={t`Body`} text={readable(entry.body) ?? entry.body_base64 ?? ""} />
          </Panel>
          <Panel title={<Trans>Headers</Trans>}>
            <Code name={t`Headers`} text={JSON.stringify(entry.headers, null, 2)} />
          </Panel>
        </>
      )}
    </Section>
  );
}

/** Scrolled by keys, too, when it is longer than its place. */
function Code({ name, text }: { name: string; text: string }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached
    <div className={styles.code} tabIndex={0} role="group" aria-label={name}>
      {text}
    </div>
  );
}

function Items({ items }: { items: LedgerEntry["items"] }) {
  const word = useStateWord();
  const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
  if (items.length === 0) return <Trans>Nothing yet.</Trans>;
  return (
    <Facts>
      {items.map((item, place) => (
        <Fact key={place} name={text(item.fact)}>
          {word(text(item.state))} {text(item.reason) && `· ${said(text(item.reason))}`} <span className={section.quiet}>{text(item.id)}</span>
        </Fact>
      ))}
    </Facts>
  );
}

/** JSON with its lines; whatever else it is, as it came. */
function readable(body: string | null): string | null {
  if (body === null) return null;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

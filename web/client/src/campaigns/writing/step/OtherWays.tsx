import { Trans, useLingui } from "@lingui/react/macro";
import { Plus } from "lucide-react";

import { useOutline } from "../../../live/hooks";
import type { Channel, FallbackKind, FallbackWay } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Panel } from "../../../ui/Panel";
import { useWayWord } from "../../parts/useWayWord";
import type { StepProps } from "../StepProps";
import { WayFields } from "./WayFields";
import styles from "./OtherWays.module.css";

const MOST = 2;
const KINDS: readonly FallbackKind[] = ["line", "mail"];

/** What is said to whom the message does not reach, and where. */
export function OtherWaysStep({ fields, edit }: StepProps) {
  const { t } = useLingui();
  const wayWord = useWayWord();
  const channels = [...useOutline().channels.values()].filter(isElsewhere);
  const { fallback } = fields;
  const free = (kind: FallbackKind): Channel | undefined => channels.find((one) => one.kind === kind && !fallback.some(({ channel }) => channel === one.id));
  const put = (place: number, way: FallbackWay): void => edit({ fallback: fallback.map((one, at) => (at === place ? way : one)) });
  const add = (channel: Channel): void => edit({ fallback: [...fallback, begun(channel, t`To get no more of these mails: {{unsubscribe}}`)] });
  return (
    <>
      <Panel
        title={<Trans>When it does not arrive</Trans>}
        words={
          <Trans>
            Who is not on WhatsApp, or has no number, can get it another way. Nobody who may have got it, who answered or who wants no marketing is written to again.
          </Trans>
        }
      >
        {channels.length === 0 && (
          <p className={styles.hint}>
            <Trans>There is no LINE account and no mailbox yet. Somebody who administers channels can connect one.</Trans>
          </p>
        )}
        {fallback.length === 0 && channels.length > 0 && <Adds kinds={KINDS} free={free} word={wayWord} onAdd={add} />}
      </Panel>
      {fallback.map((way, place) => (
        <WayFields
          key={place}
          way={way}
          place={place}
          choices={channels.filter(({ id }) => id === way.channel || !fallback.some(({ channel }) => channel === id))}
          template={fields.template}
          sender={fields.channel}
          onChange={(next) => put(place, next)}
          onDrop={() => edit({ fallback: fallback.filter((_, at) => at !== place) })}
        />
      ))}
      {fallback.length > 0 && fallback.length < MOST && KINDS.some(free) && (
        <Panel words={<Trans>And if that does not arrive either:</Trans>}>
          <Adds kinds={KINDS} free={free} word={wayWord} onAdd={add} />
        </Panel>
      )}
    </>
  );
}

interface AddsProps {
  kinds: readonly FallbackKind[];
  free: (kind: FallbackKind) => Channel | undefined;
  word: (kind: FallbackKind) => string;
  onAdd: (channel: Channel) => void;
}

function Adds({ kinds, free, word, onAdd }: AddsProps) {
  return (
    <div className={styles.adds}>
      {kinds.map((kind) => {
        const channel = free(kind);
        return (
          channel && (
            <Button key={kind} onClick={() => onAdd(channel)}>
              <Plus size={15} aria-hidden />
              <Trans>Go on by {word(kind)}</Trans>
            </Button>
          )
        );
      })}
    </div>
  );
}

function isElsewhere({ kind, state }: Channel): boolean {
  return (kind === "line" || kind === "mail") && (state === "active" || state === "paused");
}

function begun({ id, kind }: Channel, unsubscribe: string): FallbackWay {
  return { channel: id, text: "", subject: kind === "mail" ? "" : null, parameters: {}, unsubscribe: kind === "mail" ? unsubscribe : null };
}

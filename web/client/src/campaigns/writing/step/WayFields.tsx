import { Trans, useLingui } from "@lingui/react/macro";
import { useRef } from "react";

import { useOutline } from "../../../live/hooks";
import type { CampaignContent, Channel, FallbackKind, FallbackWay, Id } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Field, Growing, Input, Select } from "../../../ui/Field";
import { Fields, Panel } from "../../../ui/Panel";
import { placesOf, templateOf } from "../../parts/template";
import { useWayWord } from "../../parts/useWayWord";
import { fieldsIn, inserted } from "../../parts/wayPlaces";
import styles from "./OtherWays.module.css";

const LONGEST: Record<FallbackKind, number> = { line: 5000, mail: 20_000 }; // letters

interface WayFieldsProps {
  way: FallbackWay;
  place: number;
  choices: readonly Channel[];
  template: CampaignContent | null;
  /** The number the campaign comes from. */
  sender: Id;
  onChange: (way: FallbackWay) => void;
  onDrop: () => void;
}

/** One way: the account, and what is said there. */
export function WayFields({ way, place, choices, template, sender, onChange, onDrop }: WayFieldsProps) {
  const { t } = useLingui();
  const wayWord = useWayWord();
  const { channels } = useOutline();
  const kind = (channels.get(way.channel)?.kind ?? "line") as FallbackKind;
  const name = wayWord(kind);
  const set = (part: Partial<FallbackWay>): void => onChange({ ...way, ...part });
  const alike = choices.filter((one) => one.kind === kind);
  return (
    <Panel
      title={place === 0 ? <Trans>First: {name}</Trans> : <Trans>Then: {name}</Trans>}
      acts={
        <Button kind="quiet" aria-label={t`Remove ${name}`} onClick={onDrop}>
          <Trans>Remove</Trans>
        </Button>
      }
      words={kind === "line" && <Trans>Each person costs one of the month’s messages, and must have written to the account once.</Trans>}
    >
      {alike.length > 1 && (
        <Fields>
          <Field label={<Trans>Account</Trans>}>
            <Select value={way.channel} onChange={(event) => set({ channel: event.target.value })}>
              {alike.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name || one.address}
                </option>
              ))}
            </Select>
          </Field>
        </Fields>
      )}
      {kind === "mail" && (
        <Field label={<Trans>Subject</Trans>}>
          <Input dir="auto" maxLength={200} value={way.subject ?? ""} onChange={(event) => set({ subject: event.target.value })} />
        </Field>
      )}
      <Words way={way} kind={kind} template={template} sender={sender} onChange={(text) => set({ text })} />
      <Unknown way={way} onChange={(parameters) => set({ parameters })} />
      {kind === "mail" && (
        <Field label={<Trans>How to get no more of them</Trans>} hint={<Trans>Stands below the mail; {"{{unsubscribe}}"} is the link. Mail programs show a button for it too.</Trans>}>
          <Input dir="auto" maxLength={500} value={way.unsubscribe ?? ""} onChange={(event) => set({ unsubscribe: event.target.value || null })} />
        </Field>
      )}
    </Panel>
  );
}

interface WordsProps extends Pick<WayFieldsProps, "way" | "template" | "sender"> {
  kind: FallbackKind;
  onChange: (text: string) => void;
}

function Words({ way, kind, template, sender, onChange }: WordsProps) {
  const { t } = useLingui();
  const { templates } = useOutline();
  const field = useRef<HTMLDivElement>(null);
  const own = template && templateOf(templates.values(), sender, template);
  const gaps = own ? placesOf(own).filter(({ part }) => part === "body") : [];
  const plain = { first_name: t`First name`, name: t`Name`, company: t`Company` };
  const put = (place: string): void => {
    const text = field.current?.querySelector("textarea");
    const at = text && document.activeElement === text ? [text.selectionStart, text.selectionEnd] : [way.text.length, way.text.length];
    const { words, cursor } = inserted(way.text, place, at[0] ?? 0, at[1] ?? 0);
    onChange(words);
    requestAnimationFrame(() => {
      text?.focus();
      text?.setSelectionRange(cursor, cursor);
    });
  };
  return (
    <div ref={field}>
      <Field label={<Trans>What is said there</Trans>}>
        <Growing rows={4} maxLength={LONGEST[kind]} value={way.text} onChange={(event) => onChange(event.target.value)} />
      </Field>
      <p className={styles.places}>
        <small>
          <Trans>Put in:</Trans>
        </small>
        {Object.entries(plain).map(([key, word]) => (
          <button key={key} type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => put(key)}>
            {word}
          </button>
        ))}
        {gaps.map(({ name, key }) => (
          <button key={key} type="button" onMouseDown={(event) => event.preventDefault()} onClick={() => put(name)}>
            <Trans>Gap {name} of the message</Trans>
          </button>
        ))}
      </p>
    </div>
  );
}

/** What stands in place of a field that is empty; whoever has neither is not reached this way. */
function Unknown({ way, onChange }: { way: FallbackWay; onChange: (parameters: FallbackWay["parameters"]) => void }) {
  const { t } = useLingui();
  const named: Record<string, string> = { first_name: t`First name`, name: t`Name`, company: t`Company`, phone: t`Phone`, email: t`E-mail` };
  const places = fieldsIn(`${way.subject ?? ""} ${way.text}`);
  if (places.length === 0) return null;
  const put = (place: string, fallback: string): void => {
    const { [place]: _, ...others } = way.parameters;
    onChange(fallback ? { ...others, [place]: { field: place, value: null, fallback } } : others);
  };
  return (
    <Fields>
      {places.map((place) => {
        const bound = way.parameters[place];
        const word = named[place] ?? place.replace("fields.", "");
        return (
          <Field key={place} label={<Trans>Where “{word}” is not known</Trans>}>
            <Input
              dir="auto"
              maxLength={1024}
              placeholder={t`They are not reached this way`}
              value={(typeof bound === "object" && bound.fallback) || ""}
              onChange={(event) => put(place, event.target.value)}
            />
          </Field>
        );
      })}
    </Fields>
  );
}

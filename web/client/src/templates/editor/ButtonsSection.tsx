import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowDown, ArrowUp, Copy, ExternalLink, type LucideIcon, Phone, Reply, X } from "lucide-react";

import { Button } from "../../ui/Button";
import { Field, Input } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Panel } from "../../ui/Panel";
import styles from "./Editor.module.css";
import { type ButtonKind, type FormButton, gapsOf, newButton } from "./form";
import type { Told } from "./told";
import { at, ofButton } from "./violations";
import { Wrong } from "./Wrong";

const MOST = 10;
const GAP = "{{1}}";
const ICONS: Record<ButtonKind, LucideIcon> = { reply: Reply, url: ExternalLink, phone: Phone, code: Copy };

/** What the customer can tap. */
export function ButtonsSection({ form, edit, freedom, violations }: Told) {
  const { t } = useLingui();
  const { buttons } = form;
  const words: Record<ButtonKind, string> = { reply: t`Quick reply`, url: t`Link`, phone: t`Call`, code: t`Copy a code` };
  const set = (place: number, part: Partial<FormButton>): void => edit({ buttons: buttons.map((button, at) => (at === place ? { ...button, ...part } : button)) });
  const move = (place: number, step: 1 | -1): void => {
    const order = [...buttons];
    const [moved] = order.splice(place, 1);
    if (moved) order.splice(place + step, 0, moved);
    edit({ buttons: order });
  };
  return (
    <Panel title={<Trans>Buttons</Trans>}>
      <ol className={styles.buttons} aria-label={t`Buttons`}>
        {buttons.map((button, place) => (
          <li key={button.key} className={styles.button}>
            <div>
              <Fields button={button} place={place} word={words[button.kind]} disabled={!freedom.content} onChange={(part) => set(place, part)} />
            </div>
            {freedom.content && (
              <div>
                <IconButton label={t`Take button ${place + 1} out`} icon={<X size={15} />} onClick={() => edit({ buttons: buttons.filter((_, at) => at !== place) })} />
                {buttons.length > 1 && <IconButton label={t`Move button ${place + 1} up`} icon={<ArrowUp size={15} />} disabled={place === 0} onClick={() => move(place, -1)} />}
                {buttons.length > 1 && <IconButton label={t`Move button ${place + 1} down`} icon={<ArrowDown size={15} />} disabled={place === buttons.length - 1} onClick={() => move(place, 1)} />}
              </div>
            )}
            <Wrong found={ofButton(violations, place)} />
          </li>
        ))}
      </ol>
      <Wrong found={at(violations, "buttons")} />
      {freedom.content && buttons.length < MOST && (
        <div className={styles.adding} role="group" aria-label={t`Add a button`}>
          {(Object.keys(words) as ButtonKind[]).map((kind) => {
            const Icon = ICONS[kind];
            return (
              <Button key={kind} kind="quiet" onClick={() => edit({ buttons: [...buttons, newButton(kind)] })}>
                <Icon size={15} aria-hidden />
                {words[kind]}
              </Button>
            );
          })}
        </div>
      )}
      {!freedom.content && buttons.length === 0 && (
        <p className={styles.hint}>
          <Trans>None</Trans>
        </p>
      )}
    </Panel>
  );
}

interface FieldsProps {
  button: FormButton;
  place: number;
  word: string;
  disabled: boolean;
  onChange: (part: Partial<FormButton>) => void;
}

function Fields({ button, place, word, disabled, onChange }: FieldsProps) {
  const { t } = useLingui();
  if (button.kind === "code") {
    return (
      <Field label={<Trans>Code, as an example</Trans>}>
        <Input aria-label={t`Example of the code of button ${place + 1}`} value={button.example} maxLength={30} disabled={disabled} placeholder={t`WELCOME10`} onChange={(event) => onChange({ example: event.target.value })} />
      </Field>
    );
  }
  return (
    <>
      <Field label={word}>
        <Input aria-label={t`Text of button ${place + 1}`} dir="auto" value={button.text} maxLength={60} disabled={disabled} placeholder={t`Word on the button`} onChange={(event) => onChange({ text: event.target.value })} />
      </Field>
      {button.kind === "url" && (
        <Field label={<Trans>Address, {GAP} at its end for a value</Trans>}>
          <Input type="url" value={button.url} maxLength={2000} disabled={disabled} onChange={(event) => onChange({ url: event.target.value })} />
        </Field>
      )}
      {button.kind === "url" && gapsOf(button.url).length > 0 && (
        <Field label={<Trans>Example of the value</Trans>}>
          <Input value={button.example} maxLength={200} disabled={disabled} placeholder="A-1024" onChange={(event) => onChange({ example: event.target.value })} />
        </Field>
      )}
      {button.kind === "phone" && (
        <Field label={<Trans>Number, with its country</Trans>}>
          <Input type="tel" value={button.phone} maxLength={40} disabled={disabled} placeholder="+66 2 123 4567" onChange={(event) => onChange({ phone: event.target.value })} />
        </Field>
      )}
    </>
  );
}

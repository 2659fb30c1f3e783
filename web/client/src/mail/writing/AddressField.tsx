import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";

import { searchContacts } from "../../live/actions";
import type { MailAddress } from "../../protocol";
import { longName, readPeople, shortName, unique } from "../people";
import styles from "./Writing.module.css";

const PAUSE = 160; // ms after the last letter
const MOST = 6;
const ENDS = new Set(["Enter", ",", ";"]);

interface AddressFieldProps {
  label: string;
  people: readonly MailAddress[];
  typed: string;
  onChange: (people: MailAddress[], typed: string) => void;
  /** Somebody who always has it. */
  children?: ReactNode;
  /** What stands at the end of the line. */
  end?: ReactNode;
  focused?: boolean;
}

/** People of a mail: each a chip, found among the contacts or typed, several when they are pasted. */
export function AddressField({ label, people, typed, onChange, children, end, focused = false }: AddressFieldProps) {
  const { t } = useLingui();
  const id = useId();
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState(false); // the field was left with something that is no address
  const found = useFound(open ? typed.trim() : "");
  const chosen = found[at];
  const wrong = left && typed.trim() !== "";

  const add = (added: readonly MailAddress[], rest: string): void => {
    onChange(unique([...people, ...added]), rest);
    setAt(-1);
    setOpen(false);
  };
  const settle = (): void => {
    const read = readPeople(typed);
    add(read.people, read.rest);
    setLeft(true);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) setAt((at + step + found.length + 1) % (found.length + 1) || (step > 0 ? 0 : found.length - 1));
    else if (event.key === "Enter" && chosen) add([chosen], "");
    else if (ENDS.has(event.key) && typed.trim()) settle();
    else if (event.key === "Escape" && open && found.length > 0) setOpen(false);
    else if (event.key === "Backspace" && typed === "" && people.length > 0) onChange(people.slice(0, -1), "");
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const { people: pasted, rest } = readPeople(event.clipboardData.getData("text"));
    if (pasted.length === 0) return;
    event.preventDefault();
    add(pasted, rest || typed);
    setLeft(rest !== "");
  };
  return (
    <div className={styles.line} data-wrong={wrong || undefined}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.chips}>
        {children}
        {people.map((person) => (
          <span key={person.address} className={styles.chip} title={longName(person)}>
            <span dir="auto">{shortName(person)}</span>
            <button type="button" aria-label={t`Leave out ${shortName(person)}`} onClick={() => onChange(people.filter((one) => one !== person), typed)}>
              <X size={13} aria-hidden />
            </button>
          </span>
        ))}
        <input
          id={id}
          type="text"
          inputMode="email"
          role="combobox"
          aria-expanded={open && found.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}-${at}` : undefined}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          autoComplete="off"
          maxLength={4000}
          value={typed}
          ref={(field) => (focused && field && document.activeElement === document.body ? field.focus() : undefined)}
          onChange={(event) => (onChange([...people], event.target.value), setOpen(true), setAt(-1), setLeft(false))}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => (setOpen(false), typed.trim() && settle())}
        />
      </div>
      {end}
      {open && found.length > 0 && <Choices id={id} label={label} found={found} at={at} onAt={setAt} onTake={(person) => add([person], "")} />}
      {wrong && (
        <small id={`${id}-wrong`} role="alert" className={styles.wrong}>
          <Trans>This is no e-mail address.</Trans>
        </small>
      )}
    </div>
  );
}

interface ChoicesProps {
  id: string;
  label: string;
  found: readonly MailAddress[];
  at: number;
  onAt: (place: number) => void;
  onTake: (person: MailAddress) => void;
}

function Choices({ id, label, found, at, onAt, onTake }: ChoicesProps) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label={label} className={styles.choices}>
      {found.map((person, place) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys are the field's
        <div
          key={person.address}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === at}
          onMouseDown={(event) => event.preventDefault()} // the field keeps the cursor
          onMouseMove={() => onAt(place)}
          onClick={() => onTake(person)}
        >
          <b dir="auto">{person.name}</b>
          <span>{person.address}</span>
        </div>
      ))}
    </div>
  );
}

/** The contacts with an address whose name or address is being typed. */
function useFound(sought: string): readonly MailAddress[] {
  const [found, setFound] = useState<readonly MailAddress[]>([]);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      if (sought.length < 2) return setFound([]);
      searchContacts(sought, MOST).then(
        (contacts) =>
          !gone &&
          setFound(
            contacts.flatMap(({ name, identities }) =>
              identities.filter(({ kind }) => kind === "email").map(({ value }) => ({ address: value, name })),
            ),
          ),
        () => undefined, // what is sought can still be typed
      );
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [sought]);
  return found;
}

import { clsx } from "clsx";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";

import styles from "./parts.module.css";

const PAUSE = 160; // ms after the last letter

interface SuggestProps<Item> {
  label: string;
  placeholder: string;
  find: (typed: string) => Promise<readonly Item[]>;
  keyOf: (item: Item) => string;
  renderItem: (item: Item) => ReactNode;
  onPick: (item: Item) => void;
  /** Enter without a choice. */
  onFree?: (typed: string) => void;
  /** Enter takes the first choice where none is chosen. */
  eager?: boolean;
  /** Each time the words change; empty once something is taken. */
  onType?: (typed: string) => void;
  /** What stands there as one goes on to the next field. */
  onLeave?: (typed: string) => void;
  /** From how many letters on something is sought. */
  from?: number;
  className?: string | undefined;
  /** Takes the cursor when nothing else has it. */
  focused?: boolean;
}

/** A field that finds while one types; arrows walk, Enter takes, Escape leaves. */
export function Suggest<Item>({ label, placeholder, find, keyOf, renderItem, onPick, onFree, eager = false, onType, onLeave, from = 1, className, focused = false }: SuggestProps<Item>) {
  const list = useId();
  const [typed, write] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const { sought, found } = useFound(open ? typed.trim() : "", from, find);
  const chosen = found[at];
  const first = eager && sought === typed.trim() ? found[0] : undefined; // not what was found for fewer letters
  const setTyped = (words: string): void => {
    write(words);
    onType?.(words);
  };
  const take = (item: Item): void => {
    setTyped("");
    setOpen(false);
    setAt(-1);
    onPick(item);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && found.length > 0) setAt((place) => (place + step + found.length + 1) % (found.length + 1) || (step > 0 ? 0 : found.length - 1));
    else if (event.key === "Enter" && (chosen ?? first)) take((chosen ?? first) as Item);
    else if (event.key === "Enter" && onFree) {
      onFree(typed.trim());
      setTyped("");
    } else if (event.key === "Escape" && open && found.length > 0) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = open && found.length > 0;
  return (
    <div className={clsx(styles.suggest, className)}>
      <input
        className={styles.input}
        data-autofocus={focused || undefined}
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `${list}-${at}` : undefined}
        autoComplete="off"
        dir="auto"
        maxLength={200}
        placeholder={placeholder}
        value={typed}
        ref={(field) => (focused && field && document.activeElement === document.body ? field.focus() : undefined)}
        onChange={(event) => (setTyped(event.target.value), setOpen(true), setAt(-1))}
        onFocus={() => setOpen(true)}
        onBlur={() => (setOpen(false), onLeave?.(typed.trim()))}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <div id={list} role="listbox" aria-label={label} className={styles.choices}>
          {found.map((item, place) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys are the field's
            <div
              key={keyOf(item)}
              id={`${list}-${place}`}
              role="option"
              aria-selected={place === at}
              onMouseDown={(event) => event.preventDefault()} // the field keeps the cursor
              onMouseMove={() => setAt(place)}
              onClick={() => take(item)}
            >
              {renderItem(item)}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

interface Found<Item> {
  sought: string;
  found: readonly Item[];
}

function useFound<Item>(sought: string, from: number, find: (typed: string) => Promise<readonly Item[]>): Found<Item> {
  const [held, setHeld] = useState<Found<Item>>({ sought: "", found: [] });
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      if (sought.length < from) return setHeld({ sought, found: [] });
      find(sought).then(
        (found) => !gone && setHeld({ sought, found }),
        () => undefined, // what is sought can still be typed
      );
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- how it is found does not change what is found
  }, [sought, from]);
  return held;
}

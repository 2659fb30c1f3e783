import { Trans, useLingui } from "@lingui/react/macro";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

import styles from "./Palette.module.css";
import { type Entry, useEntries } from "./useEntries";

const LEAVE = "esc"; // as it stands on the key

/** Pages, conversations, contacts and actions by a few letters. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const groups = useEntries(typed);
  const entries = groups.flatMap((group) => group.entries);
  const at = Math.min(marked, entries.length - 1);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);
  const run = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    const wanted = moves[event.key];
    if (wanted !== undefined) setMarked(Math.max(0, Math.min(entries.length - 1, wanted)));
    else if (event.key === "Enter") run(entries[at]);
    else return;
    event.preventDefault();
  };
  let place = -1;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- a dialog has Escape
    <dialog ref={dialog} className={styles.palette} aria-label={t`Go to or do`} onClose={onClose} onClick={(event) => event.target === event.currentTarget && onClose()}>
      <div>
        <label className={styles.field}>
          <Search size={17} aria-hidden />
          <input
            role="combobox"
            aria-expanded
            aria-controls={id}
            aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
            aria-autocomplete="list"
            aria-label={t`A page, a person or something to do`}
            placeholder={t`A page, a person or something to do`}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setMarked(0);
            }}
            onKeyDown={onKeyDown}
          />
          <kbd aria-hidden>{LEAVE}</kbd>
        </label>
        <div id={id} className={styles.entries} role="listbox" aria-label={t`What was found`}>
          {groups.map((group) => (
            <div key={group.name} role="group" aria-label={group.name}>
              <h2 aria-hidden>{group.name}</h2>
              {group.entries.map((entry) => {
                place += 1;
                const own = place;
                const Icon = entry.icon;
                return (
                  // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field's
                  <div
                    key={entry.key}
                    id={`${id}-${own}`}
                    className={styles.entry}
                    role="option"
                    tabIndex={-1}
                    aria-selected={own === at}
                    onPointerMove={() => setMarked(own)}
                    onClick={() => run(entry)}
                  >
                    <Icon size={17} strokeWidth={1.7} aria-hidden />
                    <span dir="auto">{entry.name}</span>
                    {entry.detail && <small dir="auto">{entry.detail}</small>}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <p className={styles.nothing} role="status">
          {entries.length === 0 && <Trans>Nothing found</Trans>}
        </p>
      </div>
    </dialog>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

import { keyPressed } from "../ui/keys";
import styles from "./ShortcutHelp.module.css";

/** All keys on one card; ? shows it, Escape puts it away. */
export function ShortcutHelp() {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (keyPressed(event) !== "?") return;
      event.preventDefault();
      dialog.current?.showModal();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const keys: [string, string][] = [
    ["j", t`Next conversation`],
    ["k", t`Previous conversation`],
    ["↑ ↓", t`Walk the list without opening`],
    ["x", t`Choose; with ⇧ and an arrow, several`],
    ["ctrl k", t`Go anywhere, do anything`],
    ["/", t`Search; in a message: canned replies`],
    ["r", t`Answer`],
    ["⇧ r", t`Answer the last message, quoted`],
    ["n", t`Note to the team`],
    ["a", t`Assign`],
    ["q", t`Write a quotation`],
    ["e", t`Resolve`],
    ["u", t`Unread again, back to the list`],
    ["↵", t`Send`],
    ["⇧ ↵", t`New line`],
    ["esc", t`Leave the field`],
    ["?", t`These keys`],
  ];
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- a dialog has Escape
    <dialog
      ref={dialog}
      className={styles.help}
      aria-labelledby="shortcuts"
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <div>
        <h2 id="shortcuts">
          <Trans>Keys</Trans>
        </h2>
        <dl>
          {keys.map(([key, words]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}

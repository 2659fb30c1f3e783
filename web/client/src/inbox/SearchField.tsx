import { useLingui } from "@lingui/react/macro";
import { Search, X } from "lucide-react";
import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useRef } from "react";

import { keyPressed } from "../ui/keys";
import styles from "./Inbox.module.css";

/** Finds messages and people; the stroke leads here, Escape away, Enter to the first that was found, and an arrow into the list. */
export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (keyPressed(event) !== "/") return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const leave = () => {
    onChange("");
    field.current?.blur();
  };
  const onKeyDown = (event: ReactKeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") return leave();
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "ArrowDown")) return;
    const first = field.current?.closest("section")?.querySelector<HTMLAnchorElement>("[data-results] a");
    if (!first) return;
    event.preventDefault();
    if (event.key === "Enter") first.click();
    else first.focus();
  };
  return (
    <label className={styles.search}>
      <Search size={15} aria-hidden />
      <input
        ref={field}
        type="search"
        value={value}
        placeholder={t`Search messages and people`}
        aria-label={t`Search messages and people`}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value ? (
        <button type="button" onClick={leave} aria-label={t`Clear the search`}>
          <X size={14} />
        </button>
      ) : (
        <kbd aria-hidden>/</kbd>
      )}
    </label>
  );
}

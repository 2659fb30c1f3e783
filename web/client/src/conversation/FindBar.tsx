import { Trans, useLingui } from "@lingui/react/macro";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect } from "react";

import { request } from "../http/request";
import { useLoaded } from "../live/useLoaded";
import type { Message, Page } from "../protocol";
import { IconButton } from "../ui/IconButton";
import styles from "./FindBar.module.css";
import { highlight } from "./highlight";

const MOST = 200; // hits of one thread that are walked

interface FindBarProps {
  conversation: string;
  words: string;
  /** The hit that is shown. */
  message: string | undefined;
  onLead: (message: string) => void;
  onClose: () => void;
}

/** From one message that holds the words to the next, inside one thread. */
export default function FindBar({ conversation, words, message, onLead, onClose }: FindBarProps) {
  const { t } = useLingui();
  const query = new URLSearchParams({ q: words, limit: String(MOST), sort: "newest" });
  const { value, error } = useLoaded(`${conversation}?${query}`, (signal) => request<Page<Message>>(`/api/v1/conversations/${conversation}/messages?${query}`, { signal }));
  useEffect(() => highlight(words), [words]);
  const hits = value?.items ?? [];
  const at = hits.findIndex(({ id }) => id === message);
  const [earlier, later] = [hits[at + 1], hits[at - 1]]; // newest first
  const more = value?.next ? "+" : "";
  const place = at + 1;
  const count = `${hits.length}${more}`;
  return (
    <div className={styles.bar} role="search" aria-label={t`Hits in this conversation`}>
      <span role="status">
        {error ? error.message : at < 0 ? <Trans>“{words}”: {count} found</Trans> : <Trans>“{words}”: {place} of {count}</Trans>}
      </span>
      <IconButton label={t`Earlier hit`} icon={<ChevronUp size={18} />} disabled={!earlier} onClick={() => earlier && onLead(earlier.id)} />
      <IconButton label={t`Later hit`} icon={<ChevronDown size={18} />} disabled={!later} onClick={() => later && onLead(later.id)} />
      <IconButton label={t`Close the search`} icon={<X size={17} />} onClick={onClose} />
    </div>
  );
}

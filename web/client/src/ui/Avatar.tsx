import { clsx } from "clsx";
import type { CSSProperties } from "react";
import type { ChannelKind } from "../protocol";
import styles from "./Avatar.module.css";

const HUES = 8;
const SIGNS: Record<ChannelKind, string> = { whatsapp: "W", line: "L", mail: "@" };
const CHANNELS: Record<ChannelKind, string> = { whatsapp: "WhatsApp", line: "LINE", mail: "E-mail" };
const graphemes = new Intl.Segmenter();
const shortened = new Map<string, string>(); // a long list that is thrown draws some thousand a second
const MOST = 20_000;

interface AvatarProps {
  name: string;
  /** Decides the colour, so that a person keeps it under a new name. */
  id: string;
  /** px */
  size?: number;
  channel?: ChannelKind | undefined;
  /** What the provider shows of a customer: over the letters, which stay where it does not come. */
  picture?: string | null | undefined;
  presence?: "online" | "away" | undefined;
}

/** A person in two letters. What stands behind it is said by `--around` when it is not the page's ground. */
export function Avatar({ name, id, size = 40, channel, picture, presence }: AvatarProps) {
  return (
    <span className={clsx(styles.avatar, styles[`hue${hueOf(id)}`])} style={{ "--size": `${size}px` } as CSSProperties} aria-hidden>
      {initials(name)}
      {picture && <img src={picture} alt="" loading="lazy" decoding="async" onError={(event) => (event.currentTarget.hidden = true)} />}
      {channel && (
        <span className={clsx(styles.channel, styles[channel])} title={CHANNELS[channel]}>
          {SIGNS[channel]}
        </span>
      )}
      {presence && <span className={clsx(styles.presence, styles[presence])} />}
    </span>
  );
}

/** `Somchai Phongsri` SP · `田中 美咲` 田美 · `+66 81…` #. Marks above and below Thai letters stay with them. */
export function initials(name: string): string {
  let short = shortened.get(name);
  if (short === undefined) {
    if (shortened.size >= MOST) shortened.clear();
    shortened.set(name, (short = shorten(name)));
  }
  return short;
}

function shorten(name: string): string {
  const words = name.trim().split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => firstLetter(word ?? "")).join("") || "#";
}

function firstLetter(word: string): string {
  const letters = [...graphemes.segment(word)].map(({ segment }) => segment);
  return (letters.find((letter) => /\p{L}/u.test(letter)) ?? "").toLocaleUpperCase();
}

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % HUES;
}

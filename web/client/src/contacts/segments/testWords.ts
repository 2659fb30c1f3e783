import { useLingui } from "@lingui/react/macro";

import { useOutline } from "../../live/hooks";
import type { AudienceList, Field } from "../../protocol";
import { channelWord } from "../parts/words";
import type { Expression } from "./tree";

/** A filter as a person would say it. */
export function useTestWords(fields: readonly Field[], lists: readonly AudienceList[]): (filter: Expression) => string {
  const { t } = useLingui();
  const { users, channels } = useOutline();

  const compared = (name: string, test: string, value: unknown): string => {
    const said = typeof value === "boolean" ? (value ? t`yes` : t`no`) : String(value ?? "");
    const words: Record<string, string> = {
      is: t`${name} is ${said}`,
      is_set: t`${name} is known`,
      starts: t`${name} begins with ${said}`,
      at_least: t`${name} is at least ${said}`,
      at_most: t`${name} is at most ${said}`,
      above: t`${name} is above ${said}`,
      below: t`${name} is below ${said}`,
    };
    return words[test] ?? name;
  };
  const within = (what: { days: number | null; since: string | null; until: string | null }, never: string, days: string, between: string): string =>
    what.days !== null ? days : what.since || what.until ? between : never;

  const tell = (filter: Expression): string => {
    switch (filter.type) {
      case "all":
        return filter.of.map(inside).join(` ${t`and`} `);
      case "any":
        return filter.of.map(inside).join(` ${t`or`} `);
      case "none":
        return t`none of: ${filter.of.map(inside).join(", ")}`;
      case "tag":
        return t`tag ${filter.name}`;
      case "field":
        return compared(fields.find(({ key }) => key === filter.field)?.name ?? filter.field, filter.test, filter.value);
      case "owner":
        return filter.user === null ? t`nobody’s` : t`owner ${users.get(filter.user)?.name ?? "?"}`;
      case "company":
        return compared(t`company`, filter.test, filter.value);
      case "consent": {
        const channel = channelWord(filter.channel);
        return filter.state === "yes" ? t`yes to marketing: ${channel}` : filter.state === "no" ? t`no to marketing: ${channel}` : t`never asked: ${channel}`;
      }
      case "channel":
        return t`on ${channels.get(filter.channel)?.name ?? "?"}`;
      case "seen":
        return within(filter, t`has written to us`, t`wrote in the last ${filter.days} days`, t`wrote between two days`);
      case "created":
        return within(filter, t`was added`, t`added in the last ${filter.days} days`, t`added between two days`);
      case "list":
        return t`on the list ${lists.find(({ id }) => id === filter.list)?.name ?? "?"}`;
      case "campaign":
        return t`met by a campaign`;
    }
  };
  const inside = (part: Expression): string => ((part.type === "all" || part.type === "any") && part.of.length > 1 ? `(${tell(part)})` : tell(part));
  return tell;
}

import { Trans, useLingui } from "@lingui/react/macro";

import { useOutline } from "../../live/hooks";
import type { ContactHistory, Field, Json } from "../../protocol";

/** What a colleague changed, in words: what it was and what it became. */
export function Changes({ history, fields }: { history: ContactHistory; fields: readonly Field[] }) {
  const { t } = useLingui();
  const { users } = useOutline();
  const names: Record<string, string> = { name: t`Name`, company: t`Company`, owner: t`Owner`, tags: t`Tags`, identities: t`Reached by`, primary: t`Tried first`, blocked: t`Blocked`, created: t`Added` };
  const nameOf = (key: string): string => names[key] ?? fields.find((field) => `fields.${field.key}` === key)?.name ?? key.replace(/^fields\./, "");
  const told = (key: string, value: Json | undefined): string => {
    if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
    if (typeof value === "boolean") return value ? t`yes` : t`no`;
    if (Array.isArray(value)) return value.join(", ");
    return key === "owner" ? (users.get(String(value))?.name ?? String(value)) : String(value);
  };
  return (
    <>
      {Object.entries(history.changes).map(([key, [before, after]]) => (
        <div key={key} dir="auto">
          {key === "created" ? <Trans>Added as {told(key, after)}</Trans> : `${nameOf(key)}: ${told(key, before)} → ${told(key, after)}`}
        </div>
      ))}
      <small>{history.user_name}</small>
    </>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";

import page from "../../layout/Page.module.css";
import { useOutline } from "../../live/hooks";
import type { CampaignState } from "../../protocol";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Field";
import { STATES, stateWord } from "../parts/stateWord";
import type { Query } from "./query";

const PAUSE = 250; // ms after the last letter

/** Which campaigns are listed. */
export function Filters({ query, onQuery }: { query: Query; onQuery: (query: Query) => void }) {
  const { t } = useLingui();
  const { channels } = useOutline();
  const senders = [...channels.values()].filter(({ kind }) => kind === "whatsapp");
  const [typed, setTyped] = useState(query.q ?? "");
  useEffect(() => {
    const timer = setTimeout(() => typed.trim() !== (query.q ?? "") && onQuery({ ...query, q: typed.trim() || undefined }), PAUSE);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- only what is typed matters
  }, [typed]);
  return (
    <div className={page.filters} role="search">
      <label className={page.search}>
        <Search size={15} aria-hidden />
        <input type="search" value={typed} maxLength={200} placeholder={t`Name of a campaign`} aria-label={t`Search campaigns`} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <Select aria-label={t`State`} value={query.state ?? ""} onChange={(event) => onQuery({ ...query, state: (event.target.value || undefined) as CampaignState | undefined })}>
        <option value="">{t`Every state`}</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {stateWord(state)}
          </option>
        ))}
      </Select>
      {senders.length > 1 && (
        <Select aria-label={t`Number`} value={query.channel ?? ""} onChange={(event) => onQuery({ ...query, channel: event.target.value || undefined })}>
          <option value="">{t`Every number`}</option>
          {senders.map((channel) => (
            <option key={channel.id} value={channel.id}>
              {channel.name}
            </option>
          ))}
        </Select>
      )}
      {(query.q || query.state || query.channel) && (
        <Button kind="quiet" onClick={() => (setTyped(""), onQuery({}))}>
          <Trans>Show all</Trans>
        </Button>
      )}
    </div>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import type { ReactNode } from "react";

import type { EarlierCampaign, Outcome, Without } from "../../../protocol";
import { IconButton } from "../../../ui/IconButton";
import { Select } from "../../../ui/Field";
import { Suggest } from "../../../ui/Suggest";
import * as api from "../../api";
import { Picker } from "../../parts/Picker";
import { learnName, useNames } from "../names";
import { OUTCOMES, outcomeWord } from "../outcomeWord";
import styles from "./Step.module.css";

interface NamedProps {
  /** Tags, segments, lists and earlier campaigns: to be written to, or to be left out. */
  named: Without;
  onChange: (part: Partial<Without>) => void;
  /** What else makes a list. */
  beside?: ReactNode;
}

/** People by what they are named by. */
export function NamedPeople({ named, onChange, beside }: NamedProps) {
  const { t, i18n } = useLingui();
  const gone = t`no longer there`;
  const segments = useNames("segment", named.segments, gone);
  const lists = useNames("list", named.lists, gone);
  return (
    <>
      <Picker
        label={t`Tags`}
        placeholder={t`Add a tag`}
        find={async (typed) => (await api.tags(typed)).map((tag) => ({ ...tag, id: tag.name }))}
        beside={(tag) => tag.contacts !== null && i18n.number(tag.contacts)}
        chosen={named.tags.map((tag) => ({ id: tag, name: tag }))}
        onAdd={({ name }) => onChange({ tags: [...named.tags, name] })}
        onDrop={(tag) => onChange({ tags: named.tags.filter((one) => one !== tag) })}
      />
      <Picker
        label={t`Segments`}
        placeholder={t`Add a segment`}
        find={api.segments}
        chosen={segments}
        onAdd={(segment) => (learnName(segment), onChange({ segments: [...named.segments, segment.id] }))}
        onDrop={(id) => onChange({ segments: named.segments.filter((one) => one !== id) })}
      />
      <Picker
        label={t`Lists`}
        placeholder={t`Add a list`}
        find={api.lists}
        beside={(list) => i18n.number(list.members)}
        chosen={lists}
        onAdd={(list) => (learnName(list), onChange({ lists: [...named.lists, list.id] }))}
        onDrop={(id) => onChange({ lists: named.lists.filter((one) => one !== id) })}
      >
        {beside}
      </Picker>
      <EarlierCampaigns earlier={named.campaigns} onChange={(campaigns) => onChange({ campaigns })} />
    </>
  );
}

function EarlierCampaigns({ earlier, onChange }: { earlier: readonly EarlierCampaign[]; onChange: (earlier: EarlierCampaign[]) => void }) {
  const { t } = useLingui();
  const names = useNames("campaign", [...new Set(earlier.map(({ campaign }) => campaign))], t`no longer there`);
  const nameOf = (id: string): string => names.find((one) => one.id === id)?.name ?? "…";
  const put = (place: number, outcome: Outcome): void => onChange(earlier.map((one, at) => (at === place ? { ...one, outcome } : one)));
  return (
    <div className={styles.line}>
      <span aria-hidden>
        <Trans>Earlier campaigns</Trans>
      </span>
      <div className={styles.stack}>
        {earlier.map(({ campaign, outcome }, place) => (
          <div key={`${campaign}/${place}`} className={styles.met}>
            <b dir="auto">{nameOf(campaign)}</b>
            <Select aria-label={t`Who of ${nameOf(campaign)}`} value={outcome} onChange={(event) => put(place, event.target.value as Outcome)}>
              {OUTCOMES.map((word) => (
                <option key={word} value={word}>
                  {outcomeWord(word)}
                </option>
              ))}
            </Select>
            <IconButton label={t`Take ${nameOf(campaign)} away`} icon={<X size={16} />} onClick={() => onChange(earlier.filter((_, at) => at !== place))} />
          </div>
        ))}
        <Suggest
          label={t`Earlier campaigns`}
          placeholder={t`Add those an earlier campaign went to`}
          from={0}
          find={async (typed) => (await api.list(new URLSearchParams({ limit: "8", ...(typed && { q: typed }) }))).items.filter((one) => one.started_at)}
          keyOf={({ id }) => id}
          renderItem={(campaign) => <b dir="auto">{campaign.name}</b>}
          onPick={(campaign) => (learnName(campaign), onChange([...earlier, { campaign: campaign.id, outcome: "received" }]))}
        />
      </div>
    </div>
  );
}

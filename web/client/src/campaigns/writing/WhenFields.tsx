import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { Schedule } from "../../protocol";
import { Field, Input, Select } from "../../ui/Field";
import { useNow } from "../../ui/now";
import { Fields } from "../../ui/Panel";
import { exactly } from "../../ui/time";
import { moment, ownZone, wall, zoneWord, zones } from "../parts/zones";

interface WhenFieldsProps {
  schedule: Schedule;
  onChange: (schedule: Schedule) => void;
  wrong?: ReactNode;
}

/** A time on the clock of a zone, and what one's own clock shows then. */
export function WhenFields({ schedule, onChange, wrong }: WhenFieldsProps) {
  const { i18n } = useLingui();
  const now = useNow();
  const zone = schedule.time_zone ?? ownZone();
  const local = /[Zz]|[+-]\d\d:?\d\d$/.test(schedule.at) ? wall(Date.parse(schedule.at), zone) : schedule.at.slice(0, 16);
  const at = moment(local, zone);
  const other = zone !== ownZone() && !Number.isNaN(at);
  return (
    <Fields>
      <Field label={<Trans>Day and time</Trans>} wrong={wrong} hint={other && <Trans>Your clock shows {exactly(at, i18n.locale)} then.</Trans>}>
        <Input type="datetime-local" value={local} min={wall(now, zone)} onChange={(event) => event.target.value && onChange({ at: event.target.value.slice(0, 16), time_zone: zone })} />
      </Field>
      <Field label={<Trans>Time zone</Trans>}>
        <Select value={zone} onChange={(event) => onChange({ at: local, time_zone: event.target.value })}>
          {zones(zone).map((name) => (
            <option key={name} value={name}>
              {name === zone ? `${name} · ${zoneWord(name, at || now, i18n.locale)}` : name}
            </option>
          ))}
        </Select>
      </Field>
    </Fields>
  );
}

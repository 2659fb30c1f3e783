import { useLingui } from "@lingui/react/macro";

import { useMe, useOutline } from "../../live/hooks";
import type { Id } from "../../protocol";
import { Select } from "../../ui/Field";

/** A colleague, or nobody. */
export function OwnerSelect({ value, onChange }: { value: Id | null; onChange: (owner: Id | null) => void }) {
  const { t } = useLingui();
  const { users } = useOutline();
  const me = useMe();
  const colleagues = [...users.values()].filter(({ id, active }) => active || id === value).sort((one, other) => Number(other.id === me?.id) - Number(one.id === me?.id) || one.name.localeCompare(other.name));
  return (
    <Select aria-label={t`Owner`} value={value ?? ""} onChange={(event) => onChange(event.target.value || null)}>
      <option value="">{t`Nobody`}</option>
      {colleagues.map(({ id, name }) => (
        <option key={id} value={id}>
          {id === me?.id ? t`${name} (me)` : name}
        </option>
      ))}
    </Select>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";

import type { ImportColumn } from "../../protocol";
import { Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { Check } from "../../ui/Switch";
import { useVocabulary } from "../parts/useVocabulary";
import styles from "./Imports.module.css";
import { type Mapping, mapped, reaches, targetsOf } from "./targets";

interface ColumnsProps {
  columns: readonly ImportColumn[];
  mapping: Mapping;
  fixed: boolean;
  onMapping: (mapping: Mapping) => void;
  names: boolean;
  onNames: (overwrite: boolean) => void;
}

/** Each column of the file with what stands in it, and what it means. */
export function Columns({ columns, mapping, fixed, onMapping, names, onNames }: ColumnsProps) {
  const { t } = useLingui();
  const { fields } = useVocabulary();
  const targets = targetsOf(fields);
  return (
    <>
      {!fixed && !reaches(mapping) && <Notice tone="mark" words={<Trans>No column is a phone number or an e-mail address: without one nobody can be imported.</Trans>} />}
      <ul className={styles.columns}>
        {columns.map(({ heading, samples }) => (
          <li key={heading} data-unused={mapping[heading] === null || undefined}>
            <span>
              <b dir="auto">{heading}</b>
              <small dir="auto">{samples.filter(Boolean).slice(0, 3).join(" · ") || <Trans>empty</Trans>}</small>
            </span>
            <Select aria-label={t`What ${heading} means`} disabled={fixed} value={mapping[heading] ?? ""} onChange={(event) => onMapping(mapped(mapping, heading, event.target.value || null))}>
              <option value="">{t`Not imported`}</option>
              {targets.map(({ target, name }) => (
                <option key={target} value={target}>
                  {name}
                </option>
              ))}
            </Select>
          </li>
        ))}
      </ul>
      <Check label={<Trans>Names of the file replace names that colleagues typed</Trans>} checked={names} disabled={fixed} onChange={onNames} />
    </>
  );
}

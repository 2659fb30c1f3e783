import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ListChecks, Plus, Trash2 } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { useMe } from "../../live/hooks";
import type { QuotationTemplate } from "../../protocol";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { TimeAgo } from "../../ui/TimeAgo";
import * as api from "../api";
import parts from "../../ui/parts.module.css";
import { Back } from "../../layout/Back";
import { Shelf } from "../../layout/Shelf";
import styles from "../../layout/Shelf.module.css";
import { useTable } from "../../live/useTable";
import { givenOf } from "./givenOf";

/** What is offered again and again, ready to be begun with. */
export default function TemplatesPage() {
  const { t, i18n } = useLingui();
  const manages = useMe()?.role !== "agent";
  const [search, setSearch] = useState("");
  const sought = useDeferredValue(search.trim());
  const table = useTable<QuotationTemplate>(api.templates, "templates", sought, ["quotation_template.changed", "quotation_template.removed"], givenOf);
  const names = new Intl.DisplayNames(i18n.locale, { type: "language" });
  const add = manages && (
    <Link to="/quotations/templates/$template" params={{ template: "new" }} className={parts.button} data-main>
      <Plus size={16} aria-hidden />
      <Trans>New template</Trans>
    </Link>
  );
  const empty = (
    <EmptyState icon={<ListChecks size={30} strokeWidth={1.3} />} title={sought ? <Trans>Nothing found</Trans> : <Trans>No template yet</Trans>} action={!sought && add}>
      <Trans>A template holds items, terms and words. Any quotation can also be kept as one.</Trans>
    </EmptyState>
  );
  return (
    <Shelf title={t`Templates`} back={<Back to="/quotations" name={t`All quotations`} />} table={table} search={search} onSearch={setSearch} nameOf={({ name }) => name} adding={add} empty={empty}>
      {table.items?.map((template) => (
        <li key={template.id} className={styles.entry}>
          <Link to="/quotations/templates/$template" params={{ template: template.id }}>
            <b dir="auto">{template.name}</b>
            <span>{names.of(template.language)}</span>
            <TimeAgo at={template.updated_at} />
          </Link>
          {manages && <IconButton label={t`Delete ${template.name}`} icon={<Trash2 size={16} />} onClick={() => table.remove(template)} />}
        </li>
      ))}
    </Shelf>
  );
}

import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";

import { useMe } from "../../live/hooks";
import type { Id, QuotationTemplate } from "../../protocol";
import { NotLoaded } from "../../layout/NotLoaded";
import { Skeleton } from "../../ui/Skeleton";
import * as api from "../api";
import { useActing } from "../../live/useActing";
import { contentOf } from "../editor/content";
import editor from "../editor/Editor.module.css";
import type { Form } from "../editor/form";
import { Items } from "../editor/Items";
import { TotalsCard } from "../editor/TotalsCard";
import { useTotals } from "../editor/useTotals";
import { Button } from "../../ui/Button";
import parts from "../../ui/parts.module.css";
import { Notice } from "../../ui/Notice";
import { useLoaded } from "../../live/useLoaded";
import { useSettings } from "../useSettings";
import { type Head, formOf, headOf, templateOf } from "./templateForm";
import { TemplateBar } from "./TemplateBar";
import { TemplateHead } from "./TemplateHead";
import { TemplateWords } from "./TemplateWords";

interface TemplatePageProps {
  /** null: a new one. */
  id: Id | null;
  mark: ReactNode;
  onBack: () => void;
  onUse: (id: Id) => void;
}

/** A template, to be written or changed. */
export default function TemplatePage({ id, ...rest }: TemplatePageProps) {
  const { value, error, again } = useLoaded(id, () => api.templates.one(id ?? ""));
  const settings = useSettings();
  if (error && !value) {
    return (
      <NotLoaded
        error={error}
        missing={<Trans>This template is not here</Trans>}
        onAgain={again}
        back={
          <Link to="/quotations/templates" className={parts.button}>
            <Trans>All templates</Trans>
          </Link>
        }
      />
    );
  }
  if (!settings || (id !== null && !value)) return <Skeleton height={300} />;
  return <Written key={id ?? "new"} template={value} {...rest} />;
}

function Written({ template, mark, onBack, onUse }: Omit<TemplatePageProps, "id"> & { template: QuotationTemplate | null }) {
  const { t } = useLingui();
  const settings = useSettings();
  const manages = useMe()?.role !== "agent";
  const [base, setBase] = useState(template);
  const [head, setHead] = useState<Head>(() => headOf(template, settings));
  const [form, setForm] = useState<Form>(() => formOf(template, settings));
  const [saved, setSaved] = useState(true);
  const acting = useActing();
  const computed = useTotals(form, null);
  const edit = (part: Partial<Form>): void => (setForm((held) => ({ ...held, ...part })), setSaved(false));
  const name = head.name.trim();
  const incomplete = computed.content.missing.size > 0 || computed.content.discountWrong;
  const save = async (): Promise<void> => {
    const given = templateOf(head, form, contentOf(form));
    setBase(base ? await api.templates.change(base.id, given, base.version) : await api.templates.add(given));
    setSaved(true);
  };
  const current = acting.problem?.code === "conflict" ? (acting.problem.current as QuotationTemplate | undefined) : undefined;
  const takeTheirs = (): void => {
    if (!current) return;
    setBase(current);
    setHead(headOf(current, settings));
    setForm(formOf(current, settings));
    setSaved(true);
    acting.forget();
  };
  return (
    <article className={editor.page} aria-label={t`Template`}>
      <TemplateBar name={name} mark={mark} saved={saved} busy={acting.busy} canSave={manages && name !== "" && !incomplete} onSave={() => void acting.run(save)} onBack={onBack} onUse={base && saved ? () => onUse(base.id) : null} />
      <div className={editor.alone}>
        {acting.problem && (
          <Notice tone="bad" words={acting.problem.message}>
            {current && (
              <>
                <Button onClick={takeTheirs}>
                  <Trans>Show theirs</Trans>
                </Button>
                <Button onClick={() => (setBase(current), acting.forget())}>
                  <Trans>Keep mine</Trans>
                </Button>
              </>
            )}
          </Notice>
        )}
        <TemplateHead head={head} form={form} onHead={(part) => (setHead((held) => ({ ...held, ...part })), setSaved(false))} edit={edit} />
        <section className={editor.card} aria-label={t`What is offered`}>
          <Items form={form} computed={computed} onRows={(change) => (setForm((held) => ({ ...held, rows: change(held.rows) })), setSaved(false))} />
        </section>
        <section className={editor.card}>
          <TotalsCard form={form} computed={computed} onDiscount={(discount) => edit({ discount })} />
        </section>
        <TemplateWords form={form} edit={edit} />
      </div>
    </article>
  );
}

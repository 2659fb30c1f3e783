import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, Suspense } from "react";

import { SavedMark } from "../../drafting/SavedMark";
import { Told } from "../../drafting/Told";
import type { Conversation, Id, Quotation } from "../../protocol";
import { money } from "../numbers/format";
import { Approval } from "../acting/Approval";
import { Bar } from "../acting/Bar";
import { SendButton } from "../acting/SendButton";
import { Preview } from "../lazy";
import { useSettings } from "../useSettings";
import { BeginWith } from "./BeginWith";
import { blankForm } from "./blank";
import { ConflictPanel } from "./ConflictPanel";
import { CustomerSection } from "./CustomerSection";
import styles from "./Editor.module.css";
import { fieldWord } from "./fieldWords";
import type { Form } from "./form";
import { Items } from "./Items";
import { TermsSection } from "./TermsSection";
import { TotalsCard } from "./TotalsCard";
import { useDrafting } from "./useDrafting";
import { useTotals } from "./useTotals";
import { WordsSection } from "./WordsSection";

interface EditorProps {
  quotation: Quotation | null;
  contact: Id | null;
  conversation: Conversation | null;
  template?: Id | undefined;
  mark: ReactNode;
  onBack: () => void;
  onAdded: (quotation: Quotation) => void;
  onOpen: (id: Id) => void;
}

/** Where a quotation is written: the form, and the paper beside it. */
export function Editor({ quotation, contact, conversation, template, mark, onBack, onAdded, onOpen }: EditorProps) {
  const { t, i18n } = useLingui();
  const settings = useSettings();
  const { drafting, now } = useDrafting(quotation, blankForm(settings, contact, conversation), onAdded);
  const { form, held } = now;
  const computed = useTotals(form, held);
  const edit = (part: Partial<Form>): void => drafting.change((before) => ({ ...before, ...part }));
  const saved = <SavedMark saving={now.saving} nobody={t`Not saved: choose the customer`} onSave={() => drafting.save()} />;
  const send = <SendButton quotation={held} drafting={drafting} empty={computed.content.items.length === 0} />;
  return (
    <article className={styles.page} aria-label={t`Quotation`}>
      <Bar quotation={held} title={held?.number ?? t`New quotation`} mark={mark} saved={saved} onBack={onBack} onOpen={onOpen} before={() => drafting.save()}>
        {send}
      </Bar>
      <div className={styles.form}>
        <div className={styles.sheet}>
          <Told keeper={drafting} draft={now} fieldWord={fieldWord}>
            <ConflictPanel drafting={drafting} now={now} />
          </Told>
          {held && <Approval quotation={held} before={() => drafting.save()} />}
          <CustomerSection form={form} held={held} edit={edit} />
          {!held && <BeginWith form={form} template={template} onOpen={onOpen} />}
          <TermsSection form={form} edit={edit} />
          <section className={styles.card} aria-label={t`What is offered`}>
            <Items form={form} computed={computed} onRows={(change) => drafting.change((before) => ({ ...before, rows: change(before.rows) }))} />
          </section>
          <section className={styles.card}>
            <TotalsCard form={form} computed={computed} onDiscount={(discount) => edit({ discount })} />
          </section>
          <WordsSection form={form} edit={edit} />
        </div>
        <div className={styles.stacked}>
          <Paper held={held} saved={now.saving === "saved"} />
        </div>
      </div>
      <div className={styles.bottom}>
        <b>
          <small>
            <Trans>Total</Trans>
          </small>
          {money(computed.totals.total, i18n.locale)}
        </b>
        {send}
      </div>
    </article>
  );
}

function Paper({ held, saved }: { held: Quotation | null; saved: boolean }) {
  return (
    <Suspense fallback={null}>
      <Preview quotation={held?.id ?? null} version={held?.version ?? 0} name={held?.number ?? "draft"} behind={!saved} />
    </Suspense>
  );
}

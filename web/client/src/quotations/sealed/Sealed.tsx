import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, Suspense, useState } from "react";

import { Bar } from "../acting/Bar";
import { SendButton } from "../acting/SendButton";
import editor from "../editor/Editor.module.css";
import { Preview } from "../lazy";
import { money } from "../numbers/format";
import type { Id, Quotation } from "../../protocol";
import { Facts } from "./Facts";
import { History } from "./History";
import { Revise } from "./Revise";
import { Standing } from "./Standing";

interface SealedProps {
  quotation: Quotation;
  mark: ReactNode;
  onBack: () => void;
  onOpen: (id: Id) => void;
}

const NOTHING_TO_KEEP = async (): Promise<void> => undefined;
const REVISED = new Set(["change_requested", "declined", "expired"]);
const SENT = new Set(["issued", "sent", "seen"]);

/** A quotation as it was issued, and what became of it. */
export function Sealed({ quotation, mark, onBack, onOpen }: SealedProps) {
  const { t, i18n } = useLingui();
  const [revision, setRevision] = useState<number | null>(null);
  const act = REVISED.has(quotation.state) ? <Revise id={quotation.id} /> : SENT.has(quotation.state) ? <SendButton quotation={quotation} /> : null;
  const name = quotation.number ?? t`Quotation`;
  return (
    <article className={editor.page} aria-label={t`Quotation`}>
      <Bar quotation={quotation} title={name} mark={mark} before={NOTHING_TO_KEEP} onBack={onBack} onOpen={onOpen}>
        {act}
      </Bar>
      <div className={editor.form}>
        <div className={editor.sheet}>
          <Standing quotation={quotation} />
          <Facts quotation={quotation} />
          <History quotation={quotation} shown={revision} onShow={setRevision} />
        </div>
        <div className={editor.stacked}>
          <Suspense fallback={null}>
            <Preview quotation={quotation.id} version={quotation.version} revision={revision} name={revision === null ? name : `${name}-v${revision}`} />
          </Suspense>
        </div>
      </div>
      <div className={editor.bottom}>
        <b>
          <small>
            <Trans>Total</Trans>
          </small>
          {money(quotation.total, i18n.locale)}
        </b>
        {act}
      </div>
    </article>
  );
}

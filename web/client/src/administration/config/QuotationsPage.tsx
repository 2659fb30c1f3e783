import { Trans } from "@lingui/react/macro";

import { QuotationLook } from "./QuotationLook";
import { QuotationNumbers } from "./QuotationNumbers";
import type { QuotationPart } from "./QuotationPart";
import { QuotationPayment } from "./QuotationPayment";
import { QuotationTaxes } from "./QuotationTaxes";
import { SectionForm } from "./SectionForm";
import { useSections } from "./useSections";

/** What every new quotation begins with, and what its paper looks like. */
export default function QuotationsPage() {
  const editing = useSections("quotations");
  return (
    <SectionForm title={<Trans>Quotations</Trans>} editing={editing}>
      {({ quotations }) => {
        const part: QuotationPart = {
          settings: quotations,
          set: (next) => editing.set({ quotations: { ...quotations, ...next } }),
          wrong: (field) => editing.wrong(`quotations.${field}`),
        };
        return (
          <>
            <QuotationLook {...part} />
            <QuotationNumbers {...part} />
            <QuotationTaxes {...part} />
            <QuotationPayment {...part} />
          </>
        );
      }}
    </SectionForm>
  );
}

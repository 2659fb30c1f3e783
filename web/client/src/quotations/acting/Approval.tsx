import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { useMe } from "../../live/hooks";
import type { Quotation } from "../../protocol";
import * as api from "../api";
import { Button } from "../../ui/Button";
import { Input } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { useSettings } from "../useSettings";
import styles from "./Approval.module.css";
import { useActing } from "../../live/useActing";

/** Whether a discount needs a manager's word, and asking for it or giving it. */
export function Approval({ quotation, before }: { quotation: Quotation; before: () => Promise<void> }) {
  const { t } = useLingui();
  const me = useMe();
  const limit = useSettings()?.discount_limit ?? "";
  const [words, setWords] = useState("");
  const acting = useActing();
  const { approval } = quotation;
  const manages = me?.role === "admin" || me?.role === "manager";
  if (approval === "none" || quotation.state !== "draft") return null;
  const act = (what: "ask" | "approve" | "refuse") => () =>
    acting.run(async () => {
      await before();
      await api.approval(quotation.id, { act: what, words: words.trim() });
      setWords("");
    });
  const told = {
    needed: <Trans>The discount is above {limit} %: a manager has to agree before it is sent.</Trans>,
    asked: <Trans>A manager was asked to agree to the discount above {limit} %.</Trans>,
    approved: <Trans>A manager agreed to the discount.</Trans>,
    refused: <Trans>A manager refused the discount: give less, or ask again.</Trans>,
  }[approval];
  const open = approval !== "approved";
  return (
    <section className={styles.approval} data-standing={approval} aria-label={t`Approval`}>
      <p role="status">{told}</p>
      {open && <Input value={words} maxLength={1000} dir="auto" aria-label={t`Words to go with it`} placeholder={manages ? t`Why, or what instead` : t`Why it is worth it`} onChange={(event) => setWords(event.target.value)} />}
      {open && (
        <div className={styles.acts}>
          {manages ? (
            <>
              <Button kind="main" disabled={acting.busy} onClick={act("approve")}>
                <Trans>Approve</Trans>
              </Button>
              {approval !== "refused" && (
                <Button disabled={acting.busy} onClick={act("refuse")}>
                  <Trans>Refuse</Trans>
                </Button>
              )}
            </>
          ) : (
            <Button kind="main" disabled={acting.busy} onClick={act("ask")}>
              {approval === "needed" ? <Trans>Ask for approval</Trans> : <Trans>Ask again</Trans>}
            </Button>
          )}
        </div>
      )}
      {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
    </section>
  );
}

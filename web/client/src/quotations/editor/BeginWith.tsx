import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

import type { Id } from "../../protocol";
import { useActing } from "../../live/useActing";
import * as api from "../api";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { useLoaded } from "../../live/useLoaded";
import styles from "./Editor.module.css";
import type { Form } from "./form";

const MOST = 12;

interface BeginWithProps {
  form: Form;
  /** Already chosen elsewhere. */
  template: Id | undefined;
  onOpen: (id: Id) => void;
}

/** A new quotation begun with what is kept as a template. */
export function BeginWith({ form, template, onOpen }: BeginWithProps) {
  const { t } = useLingui();
  const { value } = useLoaded("templates", (signal) => api.templates.list(new URLSearchParams({ limit: String(MOST) }), signal));
  const { busy, problem, run } = useActing();
  const begun = useRef(false);
  const { contact, conversation } = form;
  const begin = (id: Id) => run(async () => onOpen((await api.add({ ...(conversation ? { conversation } : { contact }), template: id })).id));
  useEffect(() => {
    if (!template || !contact || begun.current) return;
    begun.current = true;
    void begin(template);
    // oxlint-disable-next-line react/exhaustive-deps -- once, as soon as it is known for whom
  }, [template, contact]);
  if (!contact || !value || value.items.length === 0) return null;
  return (
    <section className={styles.card} aria-label={t`Begin with a template`}>
      <h2>
        <Trans>Begin with a template</Trans>
      </h2>
      <div className={styles.chips}>
        {value.items.map(({ id, name }) => (
          <Button key={id} disabled={busy} onClick={() => void begin(id)}>
            {name}
          </Button>
        ))}
      </div>
      {problem && <Notice tone="bad" words={problem.message} />}
    </section>
  );
}

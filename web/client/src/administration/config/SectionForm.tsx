import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Section } from "../parts/Section";
import styles from "../parts/Section.module.css";
import { Waiting } from "../parts/Waiting";
import type { Sections } from "./saving";
import type { Editing } from "./useSections";

interface SectionFormProps<Key extends keyof Sections> {
  title: ReactNode;
  editing: Editing<Key>;
  children: (form: Pick<Sections, Key>) => ReactNode;
  /** What stands below and is not part of the form. */
  below?: ReactNode;
}

/** A section of the configuration as a form; what is unsaved, saved or refused stands at its foot. */
export function SectionForm<Key extends keyof Sections>({ title, editing, children, below }: SectionFormProps<Key>) {
  const { form, may, dirty, busy, saved, problem } = editing;
  return (
    <Section title={title}>
      {!may && form && <Notice words={<Trans>You can read this. Only administrators change it.</Trans>} />}
      {!form && <Waiting error={problem} again={editing.again} />}
      {form && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            editing.save();
          }}
        >
          <fieldset className={styles.fieldset} disabled={!may}>
            {children(form)}
          </fieldset>
          {(dirty || saved) && (
            <div className={styles.bar} role="status" data-bad={problem ? true : undefined}>
              <span>{problem ? problem.message : dirty ? <Trans>Not saved yet</Trans> : <Trans>Saved</Trans>}</span>
              {saved && editing.undo && (
                <Button disabled={busy} onClick={editing.undo}>
                  <Trans>Undo</Trans>
                </Button>
              )}
              {dirty && (
                <Button kind="quiet" disabled={busy} onClick={editing.discard}>
                  {problem?.code === "conflict" ? <Trans>Take theirs</Trans> : <Trans>Discard</Trans>}
                </Button>
              )}
              {dirty && (
                <Button kind="main" type="submit" disabled={busy}>
                  {problem?.code === "conflict" ? <Trans>Save mine all the same</Trans> : <Trans>Save</Trans>}
                </Button>
              )}
            </div>
          )}
        </form>
      )}
      {below}
    </Section>
  );
}

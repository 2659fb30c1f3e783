import { useLingui } from "@lingui/react/macro";
import { clsx } from "clsx";
import type { ReactNode } from "react";

import { Back } from "../../layout/Back";
import { Page } from "../../layout/Page";
import styles from "./Section.module.css";

interface SectionProps {
  title: ReactNode;
  /** What leads back; else, on a small screen, to the overview. */
  back?: ReactNode;
  actions?: ReactNode;
  /** A list takes the room there is; a form only as much as can be read. */
  broad?: boolean;
  children: ReactNode;
}

/** One section of the administration. */
export function Section({ title, back, actions, broad = false, children }: SectionProps) {
  const { t } = useLingui();
  const home = (
    <span className={styles.home}>
      <Back to="/administration" name={t`Administration`} />
    </span>
  );
  return (
    <Page title={title} back={back ?? home} actions={actions} actionsName={t`To do here`}>
      <div className={clsx(styles.body, broad && styles.broad)}>{children}</div>
    </Page>
  );
}

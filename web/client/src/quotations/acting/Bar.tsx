import { useLingui } from "@lingui/react/macro";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";

import type { Id, Quotation } from "../../protocol";
import { IconButton } from "../../ui/IconButton";
import styles from "../editor/Editor.module.css";
import { StateMark } from "../parts/StateMark";
import { ActsMenu } from "./ActsMenu";

interface BarProps {
  quotation: Quotation | null;
  title: string;
  mark: ReactNode;
  saved?: ReactNode;
  /** Done before anything else, so that it is done to what is on the screen. */
  before: () => Promise<void>;
  onBack: () => void;
  onOpen: (id: Id) => void;
  children: ReactNode;
}

/** Which quotation, where it stands, and what may be done with it. */
export function Bar({ quotation, title, mark, saved, before, onBack, onOpen, children }: BarProps) {
  const { t } = useLingui();
  return (
    <header className={styles.bar}>
      <IconButton label={t`Back to the list`} icon={<ArrowLeft size={19} />} onClick={onBack} />
      <h1>
        <b>{title}</b>
        {quotation && quotation.revision > 1 && <small>{`v${quotation.revision}`}</small>}
        <StateMark state={quotation?.state ?? "draft"} />
      </h1>
      {saved}
      <span className={styles.space} />
      <span className={styles.mark} data-wide>
        {mark}
      </span>
      {quotation && <ActsMenu quotation={quotation} before={before} onBack={onBack} onOpen={onOpen} />}
      <span data-main-act>{children}</span>
    </header>
  );
}

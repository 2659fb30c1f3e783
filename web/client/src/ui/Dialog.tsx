import { useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";

import styles from "./Dialog.module.css";

interface DialogProps {
  title: string;
  /** px */
  width: number;
  onClose: () => void;
  children: ReactNode;
}

/** Something done beside the page, which waits behind it. */
export function Dialog({ title, width, onClose, children }: DialogProps) {
  const { t } = useLingui();
  const overlay = { backgroundOpacity: 0.35 };
  return (
    <Modal opened onClose={onClose} title={title} size={width} radius={14} overlayProps={overlay} closeButtonProps={{ "aria-label": t`Close` }} classNames={styles}>
      {children}
    </Modal>
  );
}

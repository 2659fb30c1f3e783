import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { ContactRound, LayoutList, MapPin, Plus, ReceiptText, ScrollText, Smile } from "lucide-react";

import styles from "./Composer.module.css";
import type { Opened } from "./opened";

const ICON = 16; // px

interface MoreMenuProps {
  /** The channel has templates. */
  templated: boolean;
  onOpen: (what: Opened) => void;
  onQuotation?: (() => void) | undefined;
}

/** What is sent now and then; where there is little room, also what else is a button of its own. */
export function MoreMenu({ templated, onOpen, onQuotation }: MoreMenuProps) {
  const { t } = useLingui();
  return (
    <Menu position="top-start" width={230} withinPortal={false}>
      <Menu.Target>
        <button type="button" className={styles.tool} aria-label={t`More to send`} title={t`More to send`}>
          <Plus size={18} strokeWidth={1.7} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<MapPin size={ICON} />} onClick={() => onOpen("place")}>
          <Trans>Location</Trans>
        </Menu.Item>
        <Menu.Item leftSection={<ContactRound size={ICON} />} onClick={() => onOpen("card")}>
          <Trans>Contact card</Trans>
        </Menu.Item>
        {onQuotation && (
          <Menu.Item className={styles.narrow} leftSection={<ReceiptText size={ICON} />} onClick={onQuotation}>
            <Trans>Quotation</Trans>
          </Menu.Item>
        )}
        {templated && (
          <Menu.Item className={styles.narrow} leftSection={<ScrollText size={ICON} />} onClick={() => onOpen("template")}>
            <Trans>Template</Trans>
          </Menu.Item>
        )}
        <Menu.Item className={styles.narrow} leftSection={<LayoutList size={ICON} />} onClick={() => onOpen("buttons")}>
          <Trans>Buttons to choose from</Trans>
        </Menu.Item>
        <Menu.Item className={styles.narrow} leftSection={<Smile size={ICON} />} onClick={() => onOpen("emoji")}>
          <Trans>Emoji</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

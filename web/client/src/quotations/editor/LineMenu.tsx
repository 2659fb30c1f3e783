import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Copy, EllipsisVertical, Trash2 } from "lucide-react";
import type { ReactNode } from "react";

import { IconButton } from "../../ui/IconButton";

const ICON = 15; // px

interface LineMenuProps {
  onDuplicate?: () => void;
  onRemove: () => void;
  children?: ReactNode;
}

/** What may be done to a line. */
export function LineMenu({ onDuplicate, onRemove, children }: LineMenuProps) {
  const { t } = useLingui();
  return (
    <Menu position="bottom-end" width={240} withinPortal>
      <Menu.Target>
        <IconButton label={t`More for this line`} icon={<EllipsisVertical size={16} />} />
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        {onDuplicate && (
          <Menu.Item leftSection={<Copy size={ICON} />} onClick={onDuplicate}>
            <Trans>Duplicate</Trans>
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Trash2 size={ICON} />} onClick={onRemove}>
          <Trans>Delete</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

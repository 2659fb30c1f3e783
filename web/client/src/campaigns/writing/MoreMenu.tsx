import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Copy, Ellipsis, Trash2 } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Campaign } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import * as api from "../api";
import type { Drafting } from "./drafting";
import styles from "./Writing.module.css";

interface MoreMenuProps {
  campaign: Campaign;
  drafting: Drafting;
  onGone: () => void;
}

/** What else can be done with a draft. */
export function MoreMenu({ campaign, drafting, onGone }: MoreMenuProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const acting = useActing();
  const remove = (): void =>
    void acting.run(async () => {
      await drafting.save();
      await api.remove(campaign.id);
      onGone();
    });
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <IconButton label={t`More`} icon={<Ellipsis size={18} />} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Copy size={15} />} onClick={() => void navigate({ to: "/campaigns/new", search: { copy: campaign.id } })}>
            <Trans>Begin another like it</Trans>
          </Menu.Item>
          <Menu.Item leftSection={<Trash2 size={15} />} onClick={() => setRemoving(true)}>
            <Trans>Delete</Trans>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {removing && (
        <Dialog title={t`Delete this campaign?`} width={420} onClose={() => setRemoving(false)}>
          <div className={styles.word}>
            <p>
              <Trans>It was not sent to anybody. What is written in it is gone for good.</Trans>
            </p>
            {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
            <Acts>
              <Button onClick={() => setRemoving(false)}>
                <Trans>Keep it</Trans>
              </Button>
              <Button kind="main" disabled={acting.busy} onClick={remove}>
                <Trans>Delete</Trans>
              </Button>
            </Acts>
          </div>
        </Dialog>
      )}
    </>
  );
}

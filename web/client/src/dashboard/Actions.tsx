import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FileText, Megaphone, MessageCirclePlus, Plus, UserPlus, UserRoundPlus } from "lucide-react";

import { useMe } from "../live/hooks";
import { Button } from "../ui/Button";
import parts from "../ui/parts.module.css";

const ICON = 16; // px
const NEW = "new"; // where an id stands else

export interface Ways {
  onContact: () => void;
  onInvite: () => void;
}

/** What is begun most often; what one may not begin is not there. */
export function QuickActions({ onContact, onInvite }: Ways) {
  const { t } = useLingui();
  const role = useMe()?.role;
  const manages = role === "admin" || role === "manager";
  return (
    <>
      <Menu position="bottom-end" withinPortal width={220}>
        <Menu.Target>
          <Button aria-label={t`New: contact, quotation and more`}>
            <Plus size={ICON} aria-hidden />
            <Trans>New</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onContact} leftSection={<UserRoundPlus size={ICON} />}>
            <Trans>Contact</Trans>
          </Menu.Item>
          <Menu.Item component={Link} to={`/quotations/${NEW}`} leftSection={<FileText size={ICON} />}>
            <Trans>Quotation</Trans>
          </Menu.Item>
          {manages && (
            <Menu.Item component={Link} to={`/campaigns/${NEW}`} leftSection={<Megaphone size={ICON} />}>
              <Trans>Campaign</Trans>
            </Menu.Item>
          )}
          {manages && (
            <Menu.Item onClick={onInvite} leftSection={<UserPlus size={ICON} />}>
              <Trans>Invite a colleague</Trans>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Link to="/inbox/$filter/{-$conversation}" params={{ filter: "mine" }} search={{ start: true }} className={parts.button} data-main>
        <MessageCirclePlus size={ICON} aria-hidden />
        <span>
          <Trans>New conversation</Trans>
        </span>
      </Link>
    </>
  );
}

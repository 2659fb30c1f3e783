import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Ban, Download, EllipsisVertical, Lock, Merge, Trash2 } from "lucide-react";
import { useState } from "react";

import { useActing } from "../../live/useActing";
import type { Contact } from "../../protocol";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Growing } from "../../ui/Field";
import { IconButton } from "../../ui/IconButton";
import { Notice } from "../../ui/Notice";
import { saveFile } from "../../ui/saveFile";
import * as api from "../api";
import { MergeWith } from "../merging/MergeWith";
import form from "../parts/Form.module.css";
import { Sure } from "../parts/Sure";
import { type KeptMessages, WhatGoes } from "../parts/WhatGoes";
import { holdChanged, useHold } from "./HeldNotice";
import type { ContactNow } from "./useContactNow";

const ICON = 16; // px

interface ActsMenuProps {
  contact: Contact;
  now: ContactNow;
  all: boolean;
  onErased: () => void;
}

/** What is seldom done with a contact. */
export function ActsMenu({ contact, now, all, onErased }: ActsMenuProps) {
  const { t } = useLingui();
  const [asking, setAsking] = useState<"block" | "hold" | "merge" | "erase" | null>(null);
  const close = (): void => setAsking(null);
  const save = () => void now.run(async () => saveFile(await api.exportedPerson(contact.id), `${contact.name}.zip`));
  return (
    <>
      <Menu position="bottom-end" width={250} withinPortal>
        <Menu.Target>
          <IconButton label={t`More to do`} icon={<EllipsisVertical size={18} />} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Merge size={ICON} />} onClick={() => setAsking("merge")}>
            <Trans>Merge with somebody</Trans>
          </Menu.Item>
          {contact.blocked ? (
            <Menu.Item leftSection={<Ban size={ICON} />} onClick={() => void now.run(() => api.unblock(contact.id))}>
              <Trans>Unblock</Trans>
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<Ban size={ICON} />} onClick={() => setAsking("block")}>
              <Trans>Block as spam</Trans>
            </Menu.Item>
          )}
          {all && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<Lock size={ICON} />} onClick={() => setAsking("hold")}>
                <Trans>Legal hold</Trans>
              </Menu.Item>
              <Menu.Item leftSection={<Download size={ICON} />} onClick={save}>
                <Trans>Export everything about them</Trans>
              </Menu.Item>
              <Menu.Item leftSection={<Trash2 size={ICON} />} onClick={() => setAsking("erase")}>
                <Trans>Delete their data</Trans>
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === "block" && <BlockDialog contact={contact} now={now} onClose={close} />}
      {asking === "hold" && <HoldDialog contact={contact} onClose={close} />}
      {asking === "merge" && <MergeWith contact={contact} onClose={close} />}
      {asking === "erase" && <EraseDialog contact={contact} onClose={close} onErased={onErased} />}
    </>
  );
}

function BlockDialog({ contact, now, onClose }: { contact: Contact; now: ContactNow; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState("");
  return (
    <Dialog title={t`Block as spam`} width={440} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), onClose(), void now.run(() => api.block(contact.id, reason.trim())))}>
        <p>
          <Trans>It holds on every channel: open conversations are resolved, nothing can be sent, and what they write notifies nobody. You can unblock them at any time.</Trans>
        </p>
        <Field label={<Trans>Why, for colleagues</Trans>}>
          <Growing value={reason} rows={2} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <div className={form.acts}>
          <Button data-autofocus onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" className={form.bad} type="submit">
            <Trans>Block</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function HoldDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useLingui();
  const hold = useHold(contact.id);
  const acting = useActing();
  const [reason, setReason] = useState("");
  const set = async (): Promise<void> => {
    await api.setHold(contact.id, !hold?.held, reason.trim());
    holdChanged();
    onClose();
  };
  return (
    <Dialog title={t`Legal hold`} width={440} onClose={onClose}>
      <form className={form.form} onSubmit={(event) => (event.preventDefault(), void acting.run(set))}>
        <p>
          {hold?.held ? (
            <Trans>This contact is under a legal hold. Once it is lifted, age and requests may delete it again.</Trans>
          ) : (
            <Trans>While it lasts, neither age nor a request deletes anything of this contact.</Trans>
          )}
        </p>
        {!hold?.held && (
          <Field label={<Trans>Why</Trans>}>
            <Growing data-autofocus value={reason} rows={2} maxLength={1000} onChange={(event) => setReason(event.target.value)} />
          </Field>
        )}
        {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
        <div className={form.acts}>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button kind="main" type="submit" disabled={acting.busy || !hold || (!hold.held && !reason.trim())}>
            {hold?.held ? <Trans>Lift the hold</Trans> : <Trans>Hold</Trans>}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function EraseDialog({ contact, onClose, onErased }: { contact: Contact; onClose: () => void; onErased: () => void }) {
  const { t } = useLingui();
  const [messages, setMessages] = useState<KeptMessages>("anonymise");
  const run = async (): Promise<void> => {
    await api.erase(contact.id, messages);
    onErased();
  };
  return (
    <Sure title={t`Delete ${contact.name}’s data`} act={<Trans>Delete for good</Trans>} run={run} onClose={onClose}>
      <p>
        <Trans>This cannot be undone. If they write again, they are somebody new.</Trans>
      </p>
      <WhatGoes messages={messages} onMessages={setMessages} />
    </Sure>
  );
}

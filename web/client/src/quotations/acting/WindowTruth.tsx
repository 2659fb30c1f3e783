import { Trans } from "@lingui/react/macro";
import { useMemo } from "react";

import { useOutline } from "../../live/hooks";
import type { Channel, Conversation, Template } from "../../protocol";
import { useNow } from "../../ui/now";
import { serviceWindow } from "../../ui/serviceWindow";
import { span } from "../../ui/time";
import { Field, Select } from "../../ui/Field";
import { Notice } from "../../ui/Notice";

/** How it can reach the customer at this moment. */
export function WindowTruth({ conversation, channel }: { conversation: Conversation; channel: Channel | undefined }) {
  const window = serviceWindow(conversation.window_closes_at, useNow());
  if (channel && channel.state !== "active") return <Notice tone="bad" words={<Trans>{channel.name} cannot send now.</Trans>} />;
  if (channel?.kind !== "whatsapp") return null;
  if (window.state === "closed") {
    return (
      <Notice
        tone="mark"
        words={<Trans>The customer has not written for 24 hours, so WhatsApp takes it only in an approved template with a document. It costs as a template does.</Trans>}
      />
    );
  }
  const left = span(window.left);
  return <Notice tone="good" words={<Trans>{left} left to write freely: it goes as a PDF with the buttons Accept, Ask for a change, Decline.</Trans>} />;
}

interface DocumentTemplatesProps {
  channel: string;
  value: string;
  onChange: (template: string) => void;
}

/** The templates that can carry a document; without a choice the most fitting one is taken. */
export function DocumentTemplates({ channel, value, onChange }: DocumentTemplatesProps) {
  const { templates } = useOutline();
  const fitting = useMemo(() => [...templates.values()].filter((one) => one.channel === channel && carriesDocument(one)), [templates, channel]);
  if (fitting.length === 0) {
    return <Notice tone="bad" words={<Trans>No approved template of this number has a document at its head. Make one under templates, or wait until the customer writes.</Trans>} />;
  }
  return (
    <Field label={<Trans>Template</Trans>}>
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">
          <Trans>The most fitting one</Trans>
        </option>
        {fitting.map((one) => (
          <option key={one.id} value={one.id}>{`${one.name} (${one.language})`}</option>
        ))}
      </Select>
    </Field>
  );
}

function carriesDocument({ status, components }: Template): boolean {
  const approved = status.toLowerCase() === "approved";
  return approved && components.some((one) => String(one.type).toLowerCase() === "header" && String(one.format).toLowerCase() === "document");
}

import { Trans, useLingui } from "@lingui/react/macro";

import { Back } from "../../layout/Back";
import { useMe } from "../../live/hooks";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Channel, ChannelKind, Id } from "../../protocol";
import { said } from "../../said/said";
import { Notice } from "../../ui/Notice";
import { useChannelWords } from "../../ui/useChannelWords";
import * as api from "../api";
import { Section } from "../parts/Section";
import { Waiting } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import { ChannelActs } from "./ChannelActs";
import { ChannelHealthPanel } from "./ChannelHealthPanel";
import { Credentials } from "./Credentials";
import { GUIDES } from "./kinds";
import { MailboxPanel, MailWays } from "./mail/MailboxPanel";
import { TrialPanel } from "./mail/TrialPanel";
import { MembersPanel } from "./MembersPanel";
import { NewsPanel } from "./NewsPanel";

const SETTINGS: Record<ChannelKind, string> = { whatsapp: "WHATSAPP_…", line: "LINE_…", mail: "MAIL_…" };

interface ChannelPageProps {
  id: Id;
  /** Where it goes when it is gone. */
  onGone: () => void;
}

/** One channel: how it fares, who holds it, how it is set up. */
export default function ChannelPage({ id, onGone }: ChannelPageProps) {
  const { t } = useLingui();
  const administers = useMe()?.role === "admin";
  const { value: channel, error, again } = useLoaded<Channel>(`channel/${id}`, () => api.channels.one(id));
  useHearing(["channel.changed", "channel.removed"], again);
  const changes = useChanges(again);
  const name = useChannelWords(channel ?? undefined);
  const Guide = channel?.state === "unconfigured" ? GUIDES[channel.kind] : undefined;
  return (
    <Section title={name || <Trans>Channel</Trans>} back={<Back to="/administration/channels" name={t`All channels`} />}>
      {!channel && <Waiting error={error} again={again} />}
      {channel && (
        <>
          {channel.from_environment && <Notice words={<Trans>The server’s environment describes this channel ({SETTINGS[channel.kind]}). It is read-only here: change it there and start again.</Trans>} />}
          {channel.state === "paused" && <Notice tone="bad" words={<Trans>Paused: {said(channel.reason ?? "")}</Trans>} />}
          {channel.state === "unconfigured" && (
            <Notice tone="mark" words={<Trans>Messages arrive for this number and are kept, but nobody has set it up: nothing can be sent from it.</Trans>} />
          )}
          {changes.told}
          {Guide && administers ? (
            <Guide unconfigured={{ id: channel.id, address: channel.address ?? "", name: channel.name }} onDone={again} />
          ) : (
            <>
              <ChannelHealthPanel channel={channel} />
              <NewsPanel key={id} channel={id} />
              <MembersPanel key={channel.version} channel={channel} may={administers} changes={changes} />
              {administers && (channel.kind === "mail" ? <MailboxPanel channel={channel} changes={changes} /> : <Credentials channel={channel} changes={changes} />)}
              {administers && channel.kind === "mail" && channel.state !== "deactivated" && <TrialPanel channel={channel.id} />}
              {administers && channel.kind === "mail" && <MailWays channel={channel} />}
              {administers && <ChannelActs channel={channel} changes={changes} onGone={onGone} />}
            </>
          )}
        </>
      )}
    </Section>
  );
}

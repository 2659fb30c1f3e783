import { useLingui } from "@lingui/react/macro";

import type { Channel } from "../protocol";

/** `WhatsApp · Bangkok line`. */
export function useChannelWords(channel: Channel | undefined): string {
  const { t } = useLingui();
  if (!channel) return "";
  const kinds = { whatsapp: t`WhatsApp`, line: t`LINE`, mail: t`E-mail` };
  return channel.name && channel.name !== kinds[channel.kind] ? `${kinds[channel.kind]} · ${channel.name}` : kinds[channel.kind];
}

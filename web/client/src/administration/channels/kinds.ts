import { lazy } from "react";

import type { ChannelKind } from "../../protocol";
import { insist } from "../../ui/insist";
import type { GuideProps } from "./GuideProps";

/** How each kind of channel is set up. A kind that has no guide yet is not offered. */
export const GUIDES: Partial<Record<ChannelKind, ReturnType<typeof guide>>> = {
  whatsapp: guide(() => import("./whatsapp/WhatsAppGuide")),
  line: guide(() => import("./line/LineGuide")),
  mail: guide(() => import("./mail/MailGuide")),
};

function guide(load: () => Promise<{ default: (props: GuideProps) => React.ReactNode }>) {
  return lazy(() => insist(load));
}

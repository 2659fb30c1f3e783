import { Trans, useLingui } from "@lingui/react/macro";
import { Suspense, useState } from "react";

import { Back } from "../../layout/Back";
import { useMe } from "../../live/hooks";
import type { ChannelKind, Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Section } from "../parts/Section";
import styles from "./Channels.module.css";
import { GUIDES } from "./kinds";

/** A channel is set up: which kind, then its own guide. */
export default function NewChannelPage({ onDone }: { onDone: (id: Id) => void }) {
  const { t } = useLingui();
  const names: Record<ChannelKind, string> = { whatsapp: t`WhatsApp`, line: t`LINE`, mail: t`E-mail` };
  const kinds = Object.keys(GUIDES) as ChannelKind[];
  const [kind, setKind] = useState<ChannelKind>(kinds[0] ?? "whatsapp");
  const administers = useMe()?.role === "admin";
  const Guide = GUIDES[kind];
  return (
    <Section title={<Trans>Set up {names[kind]}</Trans>} back={<Back to="/administration/channels" name={t`All channels`} />}>
      {!administers && <Notice words={<Trans>Only administrators set channels up.</Trans>} />}
      {administers && kinds.length > 1 && (
        <div className={styles.kinds} role="group" aria-label={t`Which kind`}>
          {kinds.map((each) => (
            <Button key={each} kind={each === kind ? "main" : "plain"} aria-pressed={each === kind} onClick={() => setKind(each)}>
              {names[each]}
            </Button>
          ))}
        </div>
      )}
      {administers && Guide && (
        <Suspense fallback={null}>
          <Guide unconfigured={null} onDone={onDone} />
        </Suspense>
      )}
    </Section>
  );
}

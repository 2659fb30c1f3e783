import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { Ellipsis, FileDown, Forward, LayoutTemplate } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { useThread } from "../../conversation/threadContext";
import type { Message } from "../../protocol";
import { insist } from "../../ui/insist";
import { type MailContent, originalOf } from "../content";
import styles from "./Mail.module.css";

const Design = lazy(() => insist(() => import("./Design")));
const ICON = 15; // px

/** What one can do with a mail beside answering it. */
export function MailActs({ message, mail }: { message: Message; mail: MailContent }) {
  const { t } = useLingui();
  const { forward } = useThread();
  const [designed, setDesigned] = useState(false);
  const original = originalOf(message);
  const known = Boolean(message.provider_id);
  if (!original && !known) return null;
  return (
    <div className={styles.acts}>
      {original && mail.html && (
        <button type="button" onClick={() => setDesigned(true)}>
          <LayoutTemplate size={ICON} aria-hidden />
          <Trans>Show as designed</Trans>
        </button>
      )}
      {known && (
        <button type="button" onClick={() => forward(message)}>
          <Forward size={ICON} aria-hidden />
          <Trans>Forward</Trans>
        </button>
      )}
      {original && (
        <Menu position="bottom-start" width={250}>
          <Menu.Target>
            <button type="button" aria-label={t`More about this mail`} title={t`More about this mail`}>
              <Ellipsis size={ICON} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item component="a" href={original.url} target="_blank" rel="noopener" leftSection={<FileDown size={ICON} />} disabled={original.state !== "ready"}>
              <Trans>As it came (original.eml)</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense fallback={null}>{designed && original && <Design original={original} mail={mail} onClose={() => setDesigned(false)} />}</Suspense>
    </div>
  );
}

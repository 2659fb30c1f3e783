import { Trans, useLingui } from "@lingui/react/macro";
import { Copy, Download } from "lucide-react";

import { useMe } from "../../live/hooks";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { Acts } from "../../ui/Panel";
import styles from "../Settings.module.css";

/** Shown this once: each lets in once when the telephone is lost. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const text = `${t`Recovery codes of ${me?.email ?? ""}`}\n\n${codes.join("\n")}\n`;
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className={styles.sheet}>
      <Notice tone="mark" words={<Trans>Keep these recovery codes where the telephone is not. Each lets you in once; they are not shown again.</Trans>} />
      <ul className={styles.codes} aria-label={t`Recovery codes`}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Acts>
        <Button onClick={() => void navigator.clipboard.writeText(text)}>
          <Copy size={15} aria-hidden />
          <Trans>Copy</Trans>
        </Button>
        <Button onClick={download}>
          <Download size={15} aria-hidden />
          <Trans>Download</Trans>
        </Button>
        <Button kind="main" onClick={onKept}>
          <Trans>I have kept them</Trans>
        </Button>
      </Acts>
    </div>
  );
}

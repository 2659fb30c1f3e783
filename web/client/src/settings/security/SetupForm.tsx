import { Trans, useLingui } from "@lingui/react/macro";

import type { TwoStepSetup } from "../../protocol";
import { CopyField } from "../../ui/CopyField";
import * as api from "../api";
import styles from "../Settings.module.css";
import { CodeForm } from "./CodeForm";

const MARGIN = 4; // squares around a QR code

interface SetupFormProps {
  setup: TwoStepSetup;
  onOn: (codes: readonly string[]) => void;
  onCancel: () => void;
}

/** The app learns the secret by the picture, by a link on the telephone itself, or letter by letter. */
export function SetupForm({ setup: { secret, uri, qr }, onOn, onCancel }: SetupFormProps) {
  const { t } = useLingui();
  const side = qr.side + 2 * MARGIN;
  return (
    <>
      <div className={styles.setup}>
        <svg className={styles.qr} viewBox={`-${MARGIN} -${MARGIN} ${side} ${side}`} role="img" aria-label={t`QR code for the authenticator app`}>
          <path d={qr.path} />
        </svg>
        <div className={styles.secret}>
          <p className={styles.words}>
            <Trans>Scan this with an authenticator app.</Trans>
          </p>
          <a href={uri}>
            <Trans>Open it on this device</Trans>
          </a>
          <CopyField label={t`Or type this into the app`} value={secret.match(/.{1,4}/g)?.join(" ") ?? secret} />
        </div>
      </div>
      <CodeForm
        words={<Trans>Then type the code the app shows.</Trans>}
        button={<Trans>Turn it on</Trans>}
        send={api.twoStep.on}
        onCancel={onCancel}
        onDone={({ recovery_codes: codes }) => onOn(codes)}
      />
    </>
  );
}

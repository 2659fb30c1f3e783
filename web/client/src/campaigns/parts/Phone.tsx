import { Trans, useLingui } from "@lingui/react/macro";
import { Copy, ExternalLink, FileText, ImageIcon, Phone as Receiver, Play, Reply } from "lucide-react";

import { FormattedText } from "../../ui/FormattedText";
import styles from "./Phone.module.css";

/** What a template becomes for one person, as the thread keeps it. */
export interface Shown {
  header?: { kind?: string; text?: string; file?: string };
  body?: string;
  footer?: string;
  buttons?: { kind?: string; text?: string; url?: string; phone?: string }[];
}

interface PhoneProps {
  shown: Shown | null;
  /** Whose phone it is. */
  name: string;
  /** Said in place of the message, when there is none. */
  instead?: string | undefined;
}

const ICONS: Record<string, typeof Reply> = { url: ExternalLink, link: ExternalLink, phone: Receiver, phone_number: Receiver, copy_code: Copy, otp: Copy };
const GAP = /(\{\{[^}]*\}\})/;

/** A message as one person's phone shows it. */
export function Phone({ shown, name, instead }: PhoneProps) {
  const { t } = useLingui();
  return (
    <div className={styles.phone} role="group" aria-label={t`What ${name} will read`}>
      <div className={styles.screen}>
        {shown ? (
          <div className={styles.bubble} dir="auto">
            <Header header={shown.header} />
            {shown.body && (
              <div className={styles.words}>
                <Words text={shown.body} />
              </div>
            )}
            {shown.footer && <small>{shown.footer}</small>}
            {shown.buttons?.map((button, place) => {
              const Icon = ICONS[(button.kind ?? "").toLowerCase()] ?? Reply;
              return (
                <span key={place} className={styles.button} title={button.url ?? button.phone}>
                  <Icon size={14} aria-hidden />
                  {button.text}
                </span>
              );
            })}
          </div>
        ) : (
          <p className={styles.nothing}>{instead ?? <Trans>Choose a template to see it here.</Trans>}</p>
        )}
      </div>
    </div>
  );
}

function Header({ header }: { header: Shown["header"] }) {
  if (!header) return null;
  if (header.text) return <b className={styles.heading}>{header.text}</b>;
  const kind = header.kind ?? "image";
  if (header.file && kind === "image") return <img src={`/api/v1/files/${encodeURIComponent(header.file)}`} alt="" className={styles.picture} />;
  const Icon = kind === "document" ? FileText : kind === "video" ? Play : ImageIcon;
  return (
    <span className={styles.file} data-there={header.file ? true : undefined}>
      <Icon size={26} strokeWidth={1.4} aria-hidden />
      {!header.file && <Trans>No file chosen yet</Trans>}
    </span>
  );
}

/** Gaps that nothing fills stand out. */
function Words({ text }: { text: string }) {
  if (!GAP.test(text)) return <FormattedText text={text} />;
  return text.split(GAP).map((piece, place) => (piece.startsWith("{{") ? <mark key={place}>{piece}</mark> : piece));
}

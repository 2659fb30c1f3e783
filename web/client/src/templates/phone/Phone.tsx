import { Trans, useLingui } from "@lingui/react/macro";
import { Copy, ExternalLink, FileText, Film, Image as ImageIcon, type LucideIcon, MapPin, Moon, Phone as PhoneIcon, Reply, Sun } from "lucide-react";
import { useState } from "react";

import type { Attachment, PreviewButton, TemplatePreview } from "../../protocol";
import { FormattedText } from "../../ui/FormattedText";
import { useNow } from "../../ui/now";
import { clock } from "../../ui/time";
import styles from "./Phone.module.css";

const ICONS: Record<string, LucideIcon> = { url: ExternalLink, phone: PhoneIcon, code: Copy, reply: Reply };
const MEDIA: Record<string, LucideIcon> = { image: ImageIcon, video: Film, document: FileText, location: MapPin };
const AT_ONCE = 3; // buttons a phone shows below a message; of more it shows two and a list

interface PhoneProps {
  /** Who writes. */
  sender: string;
  shown: TemplatePreview | null;
  sample: Attachment | null;
}

/** A template as the customer's phone shows it, by day and by night. */
export function Phone({ sender, shown, sample }: PhoneProps) {
  const { t, i18n } = useLingui();
  const now = useNow();
  const [night, setNight] = useState(false);
  return (
    <figure className={styles.phone} data-night={night || undefined} aria-label={t`As the customer’s phone shows it`}>
      <figcaption className={styles.bar}>
        <span className={styles.face} aria-hidden>
          {sender.slice(0, 1)}
        </span>
        <b dir="auto">{sender}</b>
        <button type="button" aria-pressed={night} aria-label={t`By night`} title={t`By night`} onClick={() => setNight(!night)}>
          {night ? <Sun size={16} /> : <Moon size={16} />}
        </button>
      </figcaption>
      <div className={styles.wall}>
        <div className={styles.message} aria-busy={shown === null}>
          <div className={styles.bubble}>
            {shown?.header && <Header header={shown.header} sample={sample} />}
            {shown?.body ? (
              <div className={styles.body}>
                <FormattedText text={shown.body} />
              </div>
            ) : (
              <p className={styles.blank}>
                <Trans>The text stands here</Trans>
              </p>
            )}
            {shown?.footer && (
              <p className={styles.footer} dir="auto">
                {shown.footer}
              </p>
            )}
            <time>{clock(now, i18n.locale)}</time>
          </div>
          <Buttons buttons={shown?.buttons ?? []} />
        </div>
      </div>
    </figure>
  );
}

function Header({ header, sample }: { header: NonNullable<TemplatePreview["header"]>; sample: Attachment | null }) {
  if (header.kind === "text") {
    return (
      <p className={styles.heading} dir="auto">
        {header.text}
      </p>
    );
  }
  const Icon = MEDIA[header.kind] ?? FileText;
  const picture = sample?.thumbnail_url ?? (sample?.kind === "image" ? sample.url : null);
  if (header.kind === "document") {
    return (
      <div className={styles.document}>
        <FileText size={22} aria-hidden />
        <span dir="auto">{sample?.name ?? <Trans>Document</Trans>}</span>
      </div>
    );
  }
  return <div className={styles.media}>{picture ? <img src={picture} alt="" /> : <Icon size={34} strokeWidth={1.3} aria-hidden />}</div>;
}

function Buttons({ buttons }: { buttons: readonly PreviewButton[] }) {
  if (buttons.length === 0) return null;
  const shown = buttons.length > AT_ONCE ? buttons.slice(0, AT_ONCE - 1) : buttons;
  return (
    <ul className={styles.buttons}>
      {shown.map((button, place) => {
        const Icon = ICONS[button.kind] ?? Reply;
        return (
          <li key={place} title={button.url ?? button.phone ?? undefined}>
            <Icon size={15} aria-hidden />
            <span dir="auto">{button.text}</span>
          </li>
        );
      })}
      {shown.length < buttons.length && (
        <li>
          <Trans>See all options</Trans>
        </li>
      )}
    </ul>
  );
}

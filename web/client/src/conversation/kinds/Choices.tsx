import { Trans, useLingui } from "@lingui/react/macro";
import { ExternalLink, List, MousePointerClick, Phone, Reply } from "lucide-react";

import type { Message } from "../../protocol";
import { contentOf, safeUrl, type Choice, type InteractiveContent, type TemplateButton, type TemplateContent } from "../content";
import { FormattedText } from "../../ui/FormattedText";
import styles from "./kinds.module.css";

const ICONS: Record<string, typeof Reply> = { url: ExternalLink, link: ExternalLink, phone: Phone, phone_number: Phone };

/** A template as the customer sees it: header, body, footer and its buttons, which do nothing here. */
export function TemplateCard({ message }: { message: Message }) {
  const { header, body, footer, buttons } = contentOf<TemplateContent>(message);
  return (
    <>
      {header?.text && <b className={styles.header}>{header.text}</b>}
      {(body ?? message.text) && <FormattedText text={body ?? message.text ?? ""} />}
      {footer && <span className={styles.footer}>{footer}</span>}
      <TemplateButtons buttons={buttons} />
    </>
  );
}

export function TemplateButtons({ buttons }: { buttons: TemplateButton[] | undefined }) {
  if (!buttons?.length) return null;
  return (
    <span className={styles.choices}>
      {buttons.map((button, index) => {
        const Icon = ICONS[(button.kind ?? "").toLowerCase()] ?? Reply;
        return (
          <span className={styles.choice} key={index} title={button.url ?? button.phone}>
            <Icon size={14} aria-hidden />
            {button.text}
          </span>
        );
      })}
    </span>
  );
}

/** Buttons or a list we offered, or what the customer picked from them. */
export function Interactive({ message }: { message: Message }) {
  const content = contentOf<InteractiveContent>(message);
  return message.direction === "in" ? <Answer content={content} text={message.text} /> : <Offer content={content} text={message.text} />;
}

function Offer({ content, text }: { content: Partial<InteractiveContent>; text: string | null }) {
  const header = typeof content.header === "string" ? content.header : content.header?.text;
  const body = content.body ?? text;
  const link = safeUrl(content.url);
  return (
    <>
      {header && <b className={styles.header}>{header}</b>}
      {body && <FormattedText text={body} />}
      {content.footer && <span className={styles.footer}>{content.footer}</span>}
      {content.buttons?.length ? (
        <span className={styles.choices}>
          {content.buttons.map((button, index) => (
            <span className={styles.choice} key={button.id ?? index}>
              {button.title}
            </span>
          ))}
        </span>
      ) : null}
      {link && (
        <a className={styles.choice} href={link} target="_blank" rel="noopener noreferrer">
          <ExternalLink size={14} aria-hidden />
          {content.button ?? link}
        </a>
      )}
      {content.sections?.length ? <Sections sections={content.sections} label={content.button} /> : null}
    </>
  );
}

function Sections({ sections, label }: { sections: NonNullable<InteractiveContent["sections"]>; label: string | undefined }) {
  return (
    <ul className={styles.rows}>
      {label && (
        <li className={styles.section}>
          <List size={11} aria-hidden /> {label}
        </li>
      )}
      {sections.flatMap((section, place) => [
        section.title && sections.length > 1 ? (
          <li className={styles.section} key={`title-${place}`}>
            {section.title}
          </li>
        ) : null,
        ...(section.rows ?? []).map((row, index) => (
          <li key={row.id ?? `${place}-${index}`}>
            {row.title}
            {row.description && <small>{row.description}</small>}
          </li>
        )),
      ])}
    </ul>
  );
}

function Answer({ content, text }: { content: Partial<InteractiveContent>; text: string | null }) {
  const { t } = useLingui();
  const answers = Object.entries(asRecord(content.answers)).filter(([name]) => name !== "flow_token");
  return (
    <>
      <span className={styles.label}>
        <MousePointerClick size={12} aria-hidden />
        {content.form === "flow" ? <Trans>Filled in a form</Trans> : <Trans>Picked</Trans>}
      </span>
      <Picked choice={{ ...content, title: content.title ?? text ?? t`An answer` }} />
      {answers.length > 0 && (
        <dl className={styles.answers}>
          {answers.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

/** A button of a template the customer pressed, or a row of a list. */
export function Picked({ choice }: { choice: Choice }) {
  return (
    <span className={styles.answer}>
      <b>{choice.title}</b>
      {choice.description && <small>{choice.description}</small>}
    </span>
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  return value && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";

import { useMe, useOutline } from "../../live/hooks";
import { useSelect } from "../../live/select";
import type { Id } from "../../protocol";
import { EmptyState } from "../../ui/EmptyState";
import parts from "../../ui/parts.module.css";
import { Skeleton } from "../../ui/Skeleton";
import { useTemplateChannels } from "../parts/useChannels";
import { Editor } from "./Editor";
import { blank, type Form, formOf } from "./form";

interface TemplatePageProps {
  /** null: a new one. */
  id: Id | null;
  /** What a new one begins as. */
  from?: Id | undefined;
  onMade: (id: Id) => void;
  onDuplicate: (id: Id) => void;
  onBack: () => void;
}

/** One template: written, looked at as the customer will see it, and what WhatsApp says to it. */
export default function TemplatePage({ id, from, ...rest }: TemplatePageProps) {
  const { i18n } = useLingui();
  const { templates } = useOutline();
  const known = useSelect((state) => state.me !== null);
  const manages = useMe()?.role !== "agent";
  const channels = useTemplateChannels();
  const template = id ? (templates.get(id) ?? null) : null;
  const origin = from ? templates.get(from) : undefined;
  const first = channels[0]?.id ?? "";
  const begun = useMemo((): Form => (origin ? { ...formOf(origin), language: otherThan(origin.language, i18n.locale), sample: null } : blank(first, i18n.locale)), [origin, first, i18n.locale]);
  if (!known) return <Skeleton height={400} />;
  if ((id && !template) || (!id && !manages)) {
    return (
      <EmptyState
        title={<Trans>This template is not here</Trans>}
        action={
          <Link to="/templates" className={parts.button}>
            <Trans>All templates</Trans>
          </Link>
        }
      >
        <Trans>It was deleted, or it belongs to a number you do not see.</Trans>
      </EmptyState>
    );
  }
  if (!id && channels.length === 0) {
    return (
      <EmptyState
        title={<Trans>No number can have templates yet</Trans>}
        action={
          <Link to="/templates" className={parts.button}>
            <Trans>All templates</Trans>
          </Link>
        }
      >
        <Trans>An administrator sets up a WhatsApp number first.</Trans>
      </EmptyState>
    );
  }
  return <Editor key={`${id ?? "new"} ${from ?? ""}`} template={template} begun={begun} manages={manages} {...rest} />;
}

function otherThan(language: string, locale: string): string {
  return language.slice(0, 2) === locale ? (locale === "th" ? "en" : "th") : locale;
}

import { Trans, useLingui } from "@lingui/react/macro";
import { Plus } from "lucide-react";

import type { CampaignContent, Variant } from "../../../protocol";
import { Button } from "../../../ui/Button";
import { Field, Input } from "../../../ui/Field";
import { Fields, Panel } from "../../../ui/Panel";
import type { StepProps } from "../StepProps";
import { ContentEditor } from "./ContentEditor";

const MOST = 4; // variants
const HALF = 50; // percent

/** What everybody reads, and what a part of them reads instead. */
export function ContentStep({ fields, edit }: StepProps) {
  const { template, variants, channel } = fields;
  const rest = Math.max(0, 100 - variants.reduce((sum, { share }) => sum + share, 0));
  const put = (place: number, part: Partial<Variant>): void => edit({ variants: variants.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  return (
    <>
      <Panel title={variants.length > 0 ? <Trans>Variant A: {rest} % of the people</Trans> : <Trans>The message</Trans>}>
        <ContentEditor content={template} channel={channel} onChange={(next) => edit({ template: next })} />
      </Panel>
      {variants.map((variant, place) => (
        <VariantPanel
          key={place}
          variant={variant}
          channel={channel}
          onChange={(part) => put(place, part)}
          onDrop={() => edit({ variants: variants.filter((_, at) => at !== place) })}
        />
      ))}
      {template && variants.length < MOST && <Another template={template} variants={variants} onAdd={(variant) => edit({ variants: [...variants, variant] })} />}
    </>
  );
}

function Another({ template, variants, onAdd }: { template: CampaignContent; variants: readonly Variant[]; onAdd: (variant: Variant) => void }) {
  const taken = new Set(variants.map(({ name }) => name));
  const name = ["B", "C", "D", "E"].find((letter) => !taken.has(letter)) ?? "";
  const share = Math.min(HALF, Math.max(0, 100 - variants.reduce((sum, one) => sum + one.share, 0)) / 2);
  return (
    <Panel
      title={<Trans>Try two versions</Trans>}
      words={<Trans>A part of the people, drawn by lot, gets another message. Afterwards you see which did better, and whether that says anything.</Trans>}
    >
      <div>
        <Button onClick={() => onAdd({ name, share: Math.round(share), template })}>
          <Plus size={15} aria-hidden />
          <Trans>Add variant {name}</Trans>
        </Button>
      </div>
    </Panel>
  );
}

interface VariantPanelProps {
  variant: Variant;
  channel: string;
  onChange: (part: Partial<Variant>) => void;
  onDrop: () => void;
}

function VariantPanel({ variant, channel, onChange, onDrop }: VariantPanelProps) {
  const { t } = useLingui();
  return (
    <Panel
      title={<Trans>Variant {variant.name}</Trans>}
      acts={
        <Button kind="quiet" onClick={onDrop} aria-label={t`Remove variant ${variant.name}`}>
          <Trans>Remove</Trans>
        </Button>
      }
    >
      <Fields>
        <Field label={<Trans>Name of the variant</Trans>}>
          <Input dir="auto" maxLength={32} value={variant.name} onChange={(event) => onChange({ name: event.target.value })} />
        </Field>
        <Field label={<Trans>Share of the people, in percent</Trans>}>
          <Input type="number" min={0} max={100} value={variant.share} onChange={(event) => onChange({ share: Math.max(0, Math.min(100, Number(event.target.value) || 0)) })} />
        </Field>
      </Fields>
      <ContentEditor content={variant.template} channel={channel} onChange={(template) => onChange({ template })} />
    </Panel>
  );
}

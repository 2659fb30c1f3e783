import { Trans, useLingui } from "@lingui/react/macro";

import { useSelect } from "../../live/select";
import type { Layout } from "../../protocol";
import { Field, Input, Select } from "../../ui/Field";
import { Fields, Panel } from "../../ui/Panel";
import { Switch } from "../../ui/Switch";
import styles from "./Config.module.css";
import type { QuotationPart } from "./QuotationPart";

const LAYOUTS: readonly Layout[] = ["classic", "modern", "plain"];
const GREEN = "#0f766e"; // until the branding is known

/** The paper: how it is laid out, drawn small. */
export function QuotationLook({ settings, set, wrong }: QuotationPart) {
  const { t } = useLingui();
  const names: Record<Layout, string> = { classic: t`Classic`, modern: t`Modern`, plain: t`Plain` };
  const branding = useSelect((state) => (state.settings.get("branding") as { colour: string } | undefined)?.colour ?? GREEN);
  const own = settings.colour !== null;
  return (
    <Panel title={<Trans>The paper</Trans>}>
      <div className={styles.layouts} role="radiogroup" aria-label={t`Layout`}>
        {LAYOUTS.map((layout) => (
          <label key={layout} className={styles.layout}>
            <input type="radio" name="layout" checked={settings.layout === layout} onChange={() => set({ layout })} />
            <Sketch layout={layout} colour={settings.colour ?? branding} />
            {names[layout]}
          </label>
        ))}
      </div>
      <Switch label={<Trans>The colour of the branding</Trans>} checked={!own} onChange={(follow) => set({ colour: follow ? null : branding })} />
      <Fields>
        {own && (
          <Field label={<Trans>Colour</Trans>} wrong={wrong("colour")}>
            <Input type="color" value={settings.colour ?? branding} onChange={(event) => set({ colour: event.target.value })} />
          </Field>
        )}
        <Field label={<Trans>Size of the paper</Trans>}>
          <Select value={settings.page_size} onChange={(event) => set({ page_size: event.target.value === "Letter" ? "Letter" : "A4" })}>
            <option value="A4">{t`A4`}</option>
            <option value="Letter">{t`Letter`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Type face</Trans>}>
          <Select value={settings.font} onChange={(event) => set({ font: event.target.value === "sarabun" ? "sarabun" : "noto" })}>
            <option value="noto">{t`Noto Sans`}</option>
            <option value="sarabun">{t`Sarabun`}</option>
          </Select>
        </Field>
        <Field label={<Trans>Years on Thai papers</Trans>}>
          <Select value={settings.thai_years} onChange={(event) => set({ thai_years: event.target.value === "gregorian" ? "gregorian" : "buddhist" })}>
            <option value="buddhist">{t`Buddhist (2569)`}</option>
            <option value="gregorian">{t`Gregorian (2026)`}</option>
          </Select>
        </Field>
      </Fields>
    </Panel>
  );
}

/** Where on the page things stand, as the layouts differ. */
function Sketch({ layout, colour }: { layout: Layout; colour: string }) {
  const grey = "#d9d5cb";
  const lines = [62, 70, 78, 86];
  return (
    <svg viewBox="0 0 84 118" aria-hidden>
      {layout === "modern" && <rect width="84" height="26" fill={colour} />}
      {layout === "classic" && <rect x="8" y="27" width="68" height="1.2" fill={colour} />}
      <rect x="8" y="10" width="18" height="9" rx="1.5" fill={layout === "modern" ? "#fff" : layout === "plain" ? grey : colour} />
      <rect x="50" y="11" width="26" height="3" fill={layout === "modern" ? "#fff" : "#8d8879"} />
      <rect x="58" y="16" width="18" height="2" fill={layout === "modern" ? "#fff" : grey} />
      <rect x="8" y="34" width="30" height="3" fill="#8d8879" />
      <rect x="8" y="40" width="24" height="2" fill={grey} />
      <rect x="8" y="44" width="27" height="2" fill={grey} />
      {layout !== "plain" && <rect x="8" y="54" width="68" height={layout === "modern" ? 5 : 1} fill={colour} opacity={layout === "modern" ? 0.18 : 1} />}
      {lines.map((y) => (
        <g key={y}>
          <rect x="8" y={y} width="36" height="2" fill={grey} />
          <rect x="62" y={y} width="14" height="2" fill={grey} />
        </g>
      ))}
      <rect x="50" y="96" width="26" height={layout === "modern" ? 6 : 3} fill={layout === "plain" ? "#8d8879" : colour} />
    </svg>
  );
}

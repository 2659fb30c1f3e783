import { Trans, useLingui } from "@lingui/react/macro";

import { Field, Growing, Input, Select } from "../../ui/Field";
import { Fields, Panel, wide } from "../../ui/Panel";
import { Logo } from "./Logo";
import { SectionForm } from "./SectionForm";
import { COUNTRIES, countryName, timeZones } from "./places";
import { useSections } from "./useSections";

const PLACE = "{{company}}"; // in canned replies
const [AGENT, PHONE] = ["{{agent.name}}", "{{company.phone}}"]; // in signatures

/** Who the company is, and what its console and its papers look like. */
export default function CompanyPage() {
  const { t, i18n } = useLingui();
  const editing = useSections("company", "branding", "time_zone", "default_country", "mail_signature");
  const { set, wrong } = editing;
  return (
    <SectionForm title={<Trans>Company and branding</Trans>} editing={editing}>
      {({ company, branding, time_zone: zone, default_country: country, mail_signature: signature }) => {
        const field = (name: keyof typeof company, most: number) => ({
          value: company[name],
          maxLength: most,
          onChange: (event: { target: { value: string } }) => set({ company: { ...company, [name]: event.target.value } }),
        });
        return (
          <>
            <Panel title={<Trans>Company</Trans>} words={<Trans>Printed on quotations, and filled in where a reply says {PLACE}.</Trans>}>
              <Fields>
                <Field label={<Trans>Name of the company</Trans>} wrong={wrong("company.name")} className={wide}>
                  <Input dir="auto" autoComplete="organization" {...field("name", 200)} />
                </Field>
                <Field label={<Trans>Address</Trans>} wrong={wrong("company.address")} className={wide}>
                  <Growing rows={3} {...field("address", 1000)} />
                </Field>
                <Field label={<Trans>Tax id</Trans>} wrong={wrong("company.tax_id")}>
                  <Input {...field("tax_id", 64)} />
                </Field>
                <Field label={<Trans>Telephone</Trans>} wrong={wrong("company.phone")}>
                  <Input type="tel" {...field("phone", 64)} />
                </Field>
                <Field label={<Trans>E-mail</Trans>} wrong={wrong("company.email")}>
                  <Input type="email" {...field("email", 320)} />
                </Field>
                <Field label={<Trans>Website</Trans>} wrong={wrong("company.website")}>
                  <Input type="url" inputMode="url" {...field("website", 500)} />
                </Field>
              </Fields>
            </Panel>
            <Panel title={<Trans>E-mail signature</Trans>} words={<Trans>Below the mails of everybody who has none of their own. {AGENT}, {PLACE} and {PHONE} are filled in.</Trans>}>
              <Field label={<Trans>Signature</Trans>} wrong={wrong("mail_signature")}>
                <Growing rows={4} maxLength={2000} value={signature} onChange={(event) => set({ mail_signature: event.target.value })} />
              </Field>
            </Panel>
            <Panel title={<Trans>Branding</Trans>}>
              <Fields>
                <Field label={<Trans>Name of this console</Trans>} wrong={wrong("branding.name")}>
                  <Input dir="auto" maxLength={80} value={branding.name} onChange={(event) => set({ branding: { ...branding, name: event.target.value } })} />
                </Field>
                <Field label={<Trans>Colour</Trans>} hint={<Trans>On quotations and their pages</Trans>} wrong={wrong("branding.colour")}>
                  <Input type="color" value={branding.colour} onChange={(event) => set({ branding: { ...branding, colour: event.target.value } })} />
                </Field>
              </Fields>
              <Logo logo={branding.logo} wrong={wrong("branding.logo")} onChange={(logo) => set({ branding: { ...branding, logo } })} />
            </Panel>
            <Panel title={<Trans>Place</Trans>} words={<Trans>Days, office hours and reports follow this clock; numbers without a country belong to this one.</Trans>}>
              <Fields>
                <Field label={<Trans>Time zone</Trans>} wrong={wrong("time_zone")}>
                  <Select value={zone} onChange={(event) => set({ time_zone: event.target.value })}>
                    {timeZones(zone).map((name) => (
                      <option key={name} value={name}>
                        {name.replaceAll("_", " ")}
                      </option>
                    ))}
                  </Select>
                </Field>
                <Field label={<Trans>Country</Trans>} wrong={wrong("default_country")}>
                  <Select value={country} aria-label={t`Country`} onChange={(event) => set({ default_country: event.target.value })}>
                    {COUNTRIES.map((code) => (
                      <option key={code} value={code}>
                        {countryName(code, i18n.locale)}
                      </option>
                    ))}
                  </Select>
                </Field>
              </Fields>
            </Panel>
          </>
        );
      }}
    </SectionForm>
  );
}

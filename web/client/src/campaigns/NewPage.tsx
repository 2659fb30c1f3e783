import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useEffect, useState } from "react";

import { Back } from "../layout/Back";
import { Page } from "../layout/Page";
import { useOutline } from "../live/hooks";
import { useActing } from "../live/useActing";
import { useLoaded } from "../live/useLoaded";
import type { Campaign, Id } from "../protocol";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Field, Input, Select } from "../ui/Field";
import { Notice } from "../ui/Notice";
import { Acts, Panel } from "../ui/Panel";
import { Suggest } from "../ui/Suggest";
import * as api from "./api";
import { ownZone } from "./parts/zones";
import styles from "./NewPage.module.css";

interface NewPageProps {
  copy?: Id;
  segment?: Id;
  list?: Id;
  day?: string;
  onMade: (id: Id) => void;
}

/** Where a campaign begins: its name, and the number it comes from. It is kept from then on. */
export default function NewPage({ copy: given, segment, list, day, onMade }: NewPageProps) {
  const { t } = useLingui();
  const acting = useActing();
  const { channels } = useOutline();
  const senders = [...channels.values()].filter(({ kind }) => kind === "whatsapp");
  const [name, setName] = useState("");
  const [channel, setChannel] = useState("");
  const [copy, setCopy] = useState<Id | null>(given ?? null);
  const { value: model } = useLoaded(copy, () => api.one(copy ?? ""));
  useEffect(() => {
    if (model) setName((before) => before || t`${model.name} (again)`);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each model
  }, [model]);
  const from = channel || model?.channel || senders.find(({ state }) => state === "active")?.id || senders[0]?.id;
  const begin = (event: FormEvent): void => {
    event.preventDefault();
    if (!name.trim() || !from || (copy && !model)) return;
    const audience = { ...(segment && { segments: [segment] }), ...(list && { lists: [list] }) };
    const schedule = day && /^\d{4}-\d\d-\d\d$/.test(day) ? { at: `${day}T09:00`, time_zone: ownZone() } : null;
    void acting.run(async () => onMade((await api.add({ ...(model && modelled(model)), name: name.trim(), channel: from, ...(schedule && { schedule }), ...((segment || list) && { audience }) })).id));
  };
  return (
    <Page title={<Trans>New campaign</Trans>} back={<Back to="/campaigns" name={t`All campaigns`} />}>
      <div className={styles.center}>
        {senders.length === 0 ? (
          <EmptyState title={<Trans>There is no WhatsApp number yet</Trans>}>
            <Trans>Campaigns are sent from a WhatsApp number. Somebody who administers channels can connect one.</Trans>
          </EmptyState>
        ) : (
          <form onSubmit={begin}>
            <Panel>
              <Field label={<Trans>Name of the campaign</Trans>} hint={<Trans>For you and your colleagues; customers do not see it.</Trans>}>
                <Input dir="auto" maxLength={200} required value={name} ref={focused} onChange={(event) => setName(event.target.value)} />
              </Field>
              {senders.length > 1 && (
                <Field label={<Trans>From the number</Trans>}>
                  <Select value={from} onChange={(event) => setChannel(event.target.value)}>
                    {senders.map((one) => (
                      <option key={one.id} value={one.id}>
                        {[one.name, one.address].filter(Boolean).join(" · ")}
                      </option>
                    ))}
                  </Select>
                </Field>
              )}
              {model ? (
                <Notice words={<Trans>It begins as a copy of “{model.name}”.</Trans>}>
                  <Button onClick={() => setCopy(null)}>
                    <Trans>Begin empty</Trans>
                  </Button>
                </Notice>
              ) : (
                <Field label={<Trans>Start from</Trans>}>
                  <Suggest
                    label={t`Start from`}
                    placeholder={t`Empty; or type the name of an earlier campaign`}
                    find={async (typed) => (await api.list(new URLSearchParams({ q: typed, limit: "8" }))).items}
                    keyOf={({ id }) => id}
                    renderItem={(campaign) => <b dir="auto">{campaign.name}</b>}
                    onPick={(campaign) => setCopy(campaign.id)}
                  />
                </Field>
              )}
              {acting.problem && <Notice tone="bad" words={acting.problem.message} />}
              <Acts>
                <Button kind="main" type="submit" disabled={acting.busy || !name.trim()}>
                  <Trans>Begin</Trans>
                </Button>
              </Acts>
            </Panel>
          </form>
        )}
      </div>
    </Page>
  );
}

/** What a copy takes along: all but its time and its name. */
function modelled({ template, variants, audience, canary, sending, replies, steps, fallback }: Campaign) {
  return { template, variants, audience, canary, sending, replies, steps, fallback };
}

function focused(field: HTMLInputElement | null): void {
  if (field && document.activeElement === document.body) field.focus();
}

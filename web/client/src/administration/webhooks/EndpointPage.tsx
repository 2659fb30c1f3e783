import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { Back } from "../../layout/Back";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { Endpoint, EndpointMade, Id } from "../../protocol";
import { Button } from "../../ui/Button";
import { CopyField } from "../../ui/CopyField";
import { Notice } from "../../ui/Notice";
import { Panel } from "../../ui/Panel";
import * as api from "../api";
import { Section } from "../parts/Section";
import { Waiting } from "../parts/Waiting";
import { useChanges } from "../parts/useChanges";
import { Deliveries } from "./Deliveries";
import { EndpointActs } from "./EndpointActs";
import { EndpointForm } from "./EndpointForm";
import { EndpointHealthPanel } from "./EndpointHealthPanel";

interface EndpointPageProps {
  /** null for a new one. */
  id: Id | null;
  onAdded: (id: Id) => void;
  onGone: () => void;
}

/** One endpoint: how it stands, what goes there, its secret, its deliveries. */
export default function EndpointPage({ id, onAdded, onGone }: EndpointPageProps) {
  const { t } = useLingui();
  const [made, setMade] = useState<EndpointMade | null>(null);
  const back = <Back to="/administration/webhooks" name={t`All endpoints`} />;
  if (made) {
    return (
      <Section title={made.endpoint.name} back={back}>
        <Secret made={made} onKept={() => (setMade(null), made.endpoint.id !== id && onAdded(made.endpoint.id))} />
      </Section>
    );
  }
  if (id === null) {
    return (
      <Section title={<Trans>New endpoint</Trans>} back={back}>
        <EndpointForm
          endpoint={null}
          onSave={async (given) => {
            const added = await api.endpoints.add(given);
            if (added.secret) setMade(added);
            else onAdded(added.endpoint.id);
          }}
        />
      </Section>
    );
  }
  return <Known id={id} back={back} onSecret={setMade} onGone={onGone} />;
}

function Known({ id, back, onSecret, onGone }: { id: Id; back: ReactNode; onSecret: (made: EndpointMade) => void; onGone: () => void }) {
  const { t } = useLingui();
  const { value: endpoint, error, again } = useLoaded<Endpoint>(`endpoint/${id}`, () => api.endpoints.one(id));
  useHearing(["endpoint.changed", "endpoint.removed"], again);
  const changes = useChanges(again);
  return (
    <Section title={endpoint?.name ?? <Trans>Endpoint</Trans>} back={back}>
      {!endpoint && <Waiting error={error} again={again} />}
      {endpoint && (
        <>
          {endpoint.from_environment && <Notice words={<Trans>The server’s environment describes this endpoint (ROUTER_ENDPOINTS): change it there.</Trans>} />}
          {changes.told}
          <EndpointHealthPanel endpoint={endpoint} />
          {!endpoint.from_environment && (
            <EndpointForm
              key={endpoint.version}
              endpoint={endpoint}
              onSave={async (given) => {
                const { name, url, types, fields, numbers, in_order_of } = endpoint;
                const before = { name, url, types, fields, numbers, in_order_of };
                await changes.change(() => api.endpoints.change(id, given, endpoint.version), t`Changed.`, () => api.endpoints.change(id, before));
              }}
            />
          )}
          {!endpoint.from_environment && <EndpointActs endpoint={endpoint} changes={changes} onSecret={onSecret} onGone={onGone} />}
          <Deliveries endpoint={endpoint} changes={changes} />
        </>
      )}
    </Section>
  );
}

/** Shown this once: it is kept sealed, and nobody sees it again. */
function Secret({ made, onKept }: { made: EndpointMade; onKept: () => void }) {
  const { t } = useLingui();
  return (
    <Panel title={<Trans>The secret of this endpoint</Trans>} words={<Trans>With it the other system checks that a webhook is ours. It is shown this once: keep it there now.</Trans>}>
      <CopyField label={t`Secret`} value={made.secret ?? ""} />
      <Notice words={<Trans>Not kept? Make a new one at any time; both work for a day.</Trans>}>
        <Button kind="main" onClick={onKept}>
          <Trans>I have kept it</Trans>
        </Button>
      </Notice>
    </Panel>
  );
}

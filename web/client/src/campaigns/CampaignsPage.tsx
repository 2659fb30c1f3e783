import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function CampaignsPage() {
  return (
    <Page title={<Trans>Campaigns</Trans>}>
      <span />
    </Page>
  );
}

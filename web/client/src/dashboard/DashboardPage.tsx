import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function DashboardPage() {
  return (
    <Page title={<Trans>Dashboard</Trans>}>
      <span />
    </Page>
  );
}

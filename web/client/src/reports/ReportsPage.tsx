import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function ReportsPage() {
  return (
    <Page title={<Trans>Reports</Trans>}>
      <span />
    </Page>
  );
}

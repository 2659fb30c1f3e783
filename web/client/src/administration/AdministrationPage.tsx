import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function AdministrationPage() {
  return (
    <Page title={<Trans>Administration</Trans>}>
      <span />
    </Page>
  );
}

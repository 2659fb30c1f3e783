import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function SettingsPage() {
  return (
    <Page title={<Trans>My settings</Trans>}>
      <span />
    </Page>
  );
}

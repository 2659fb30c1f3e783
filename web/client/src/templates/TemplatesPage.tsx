import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function TemplatesPage() {
  return (
    <Page title={<Trans>Templates</Trans>}>
      <span />
    </Page>
  );
}

import { Trans } from "@lingui/react/macro";

import { Page } from "../layout/Page";

export default function ContactsPage() {
  return (
    <Page title={<Trans>Contacts</Trans>}>
      <span />
    </Page>
  );
}

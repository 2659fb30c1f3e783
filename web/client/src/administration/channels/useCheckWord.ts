import { useLingui } from "@lingui/react/macro";

/** What a test of the connection looked at. */
export function useCheckWord(): (name: string) => string {
  const { t } = useLingui();
  const words: Record<string, string> = {
    api: t`Provider reached`,
    token: t`Access token`,
    permissions: t`Permissions`,
    number: t`Phone number`,
    account: t`Account`,
    business: t`Business account`,
    subscription: t`Subscription`,
    webhook: t`Webhook`,
    secret: t`App secret`,
  };
  return (name) => words[name] ?? name;
}

import { useLingui } from "@lingui/react/macro";
import { useEffect } from "react";
import { useUnread } from "../live/hooks";

/** The tab of the browser tells how many conversations wait to be read. */
export function useTitle(): void {
  const { t } = useLingui();
  const unread = useUnread();
  const name = t`Inbox`;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${name}` : name;
  }, [unread, name]);
}

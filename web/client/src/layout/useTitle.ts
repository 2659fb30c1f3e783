import { useLingui } from "@lingui/react/macro";
import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { useUnread } from "../live/hooks";
import { destinationAt } from "./navigation";

/** The tab of the browser tells what is open in it, and how many conversations wait to be read. */
export function useTitle(): void {
  const { i18n } = useLingui();
  const unread = useUnread();
  const name = i18n._(useLocation({ select: ({ pathname }) => destinationAt(pathname) }));
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${name}` : name;
  }, [unread, name]);
}

import { useLingui } from "@lingui/react/macro";

/** What the health page calls the parts and the queues; one it does not know keeps its name. */
export function useHealthWords(): { part: (name: string) => string; queue: (name: string) => string } {
  const { t } = useLingui();
  const parts: Record<string, string> = {
    database: t`Database`,
    broker: t`News between processes`,
    storage: t`Files`,
    "background work": t`Background work`,
    statistics: t`Statistics`,
    search: t`Search`,
  };
  const queues: Record<string, string> = {
    sending: t`Messages to send`,
    "files of customers": t`Files of customers`,
    "webhooks to apply": t`Webhooks to apply`,
    "webhooks out": t`Webhooks out`,
    mail: t`Mail`,
    imports: t`Imports`,
    "search index": t`Search index`,
  };
  return { part: (name) => parts[name] ?? name, queue: (name) => queues[name] ?? name };
}

import { request } from "../../http/request";
import { useSelect } from "../../live/select";
import { useLoaded } from "../../live/useLoaded";
import type { Id, MailDraft } from "../../protocol";

/** What the server will put into an answer of which nothing is said; read again with every further mail. null until it is known. */
export function useBegun(conversation: Id, answers: Id | null): MailDraft | null {
  const me = useSelect((state) => state.me?.version ?? 0);
  const newest = useSelect((state) => state.threads.get(conversation)?.messages.findLast(({ content }) => content.mail)?.id ?? "");
  const query = answers ? `?answers=${encodeURIComponent(answers)}` : "";
  return useLoaded<MailDraft>(`${conversation}/${answers ?? newest}/${me}`, (signal) => request(`/api/v1/conversations/${conversation}/mail${query}`, { signal })).value;
}

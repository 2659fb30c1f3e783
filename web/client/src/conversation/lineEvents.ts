import { plural, t } from "@lingui/core/macro";

import type { Message } from "../protocol";

/** What LINE tells of a chat that is no message. */
export const LINE: Record<string, (told: { message: Message }) => string> = {
  followed: () => t`The customer added us as a friend on LINE`,
  unblocked: () => t`The customer unblocked us on LINE`,
  blocked: () => t`The customer blocked us on LINE: nothing we send arrives`,
  joined: () => t`Our account was invited into this group`,
  left: () => t`Our account is no longer in this group`,
  members_joined: ({ message }) => {
    const { names, unnamed } = membersOf(message);
    if (!names) return plural(unnamed, { one: "One person joined the group", other: "# people joined the group" });
    return unnamed ? plural(unnamed, { one: `${names} and one other joined the group`, other: `${names} and # others joined the group` }) : t`${names} joined the group`;
  },
  members_left: ({ message }) => {
    const { names, unnamed } = membersOf(message);
    if (!names) return plural(unnamed, { one: "One person left the group", other: "# people left the group" });
    return unnamed ? plural(unnamed, { one: `${names} and one other left the group`, other: `${names} and # others left the group` }) : t`${names} left the group`;
  },
  control_taken: () => t`We answer this chat now, no other program of the account`,
  control_given: () => t`Another program of the account answers this chat now`,
  video_watched: () => t`The customer watched the video to its end`,
  beacon: ({ message }) => (detail(message, "type") === "leave" ? t`The customer left the range of a beacon` : t`The customer came into the range of a beacon`),
  account_linked: ({ message }) => (detail(message, "result") === "failed" ? t`Linking the customer’s account failed` : t`The customer linked their account`),
  membership: ({ message }) => {
    const change = detail(message, "type");
    if (change === "joined") return t`The customer took out a LINE membership`;
    return change === "left" ? t`The customer ended their LINE membership` : t`The customer renewed their LINE membership`;
  },
};

/** Who is known by name, and how many are not. */
function membersOf({ content }: Message): { names: string; unnamed: number } {
  const named = Array.isArray(content.names) ? content.names.filter((name) => typeof name === "string") : [];
  const count = typeof content.count === "number" ? content.count : named.length;
  return { names: named.join(", "), unnamed: Math.max(named.length ? 0 : 1, count - named.length) };
}

function detail({ content }: Message, name: string): unknown {
  const told = content.detail;
  return typeof told === "object" && told !== null ? (told as Record<string, unknown>)[name] : undefined;
}

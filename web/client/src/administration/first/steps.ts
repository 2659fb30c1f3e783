import type { Channel, Template, User } from "../../protocol";

export interface Known {
  company: string | null; // its name; null while it is not known
  channels: Iterable<Pick<Channel, "state">>;
  users: Iterable<Pick<User, "active">>;
  templates: Iterable<Pick<Template, "status">>;
}

export type StepName = "company" | "channel" | "people" | "template";

/** What an office needs before it works, and what of it is there: read off its data, never remembered. */
export function steps({ company, channels, users, templates }: Known): readonly { name: StepName; done: boolean }[] {
  const any = <Item>(items: Iterable<Item>, test: (item: Item) => boolean): boolean => [...items].some(test);
  return [
    { name: "company", done: Boolean(company?.trim()) },
    { name: "channel", done: any(channels, ({ state }) => state === "active" || state === "paused") },
    { name: "people", done: [...users].filter(({ active }) => active).length > 1 },
    { name: "template", done: any(templates, ({ status }) => status === "APPROVED") },
  ];
}

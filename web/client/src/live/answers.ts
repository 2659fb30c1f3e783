import type {
  Channel,
  Command,
  Contact,
  Conversation,
  Json,
  Message,
  Page,
  PersonPresence,
  Quotation,
  Reply,
  Template,
  User,
} from "../protocol";
import type { Counts } from "./state";

/** What each command is answered with. */
export interface Answers {
  "session.renew": Record<string, never>;
  "conversation.list": Page<Conversation>;
  "conversation.counts": Counts;
  "conversation.get": { conversation: Conversation };
  "conversation.view": Record<string, never>;
  "conversation.assign": { conversation: Conversation };
  "conversation.resolve": { conversation: Conversation };
  "conversation.reopen": { conversation: Conversation };
  "conversation.snooze": { conversation: Conversation };
  "conversation.read": { conversation: Conversation };
  "conversation.unread": { conversation: Conversation };
  "conversation.tag": { conversation: Conversation };
  "conversation.priority": { conversation: Conversation };
  "conversation.start": { conversation: Conversation; message: Message };
  "message.list": Page<Message>;
  "message.send": { message: Message };
  "message.note": { message: Message };
  "message.retry": { message: Message };
  "message.react": { message: Message };
  "message.trace": Record<string, Json>;
  search: { conversations: Conversation[]; contacts: Contact[]; messages: Message[] };
  outline: {
    me: User;
    users: User[];
    channels: Channel[];
    templates: Template[];
    replies: Reply[];
    presence?: PersonPresence[];
    settings: Record<string, Json>;
  };
  "reply.fill": { text: string; unknown: string[] };
  "quotation.ask": { quotation: Quotation };
  "quotation.decide": { quotation: Quotation };
  "contact.get": { contact: Contact };
  "contact.edit": { contact: Contact };
  "contact.search": Page<Contact>;
}

type WithoutId<Asked> = Asked extends unknown ? Omit<Asked, "id"> : never;

/** A command before it gets its number. */
export type Asked = WithoutId<Command>;
export type AnswerTo<Given extends Asked> = Answers[Given["type"]];

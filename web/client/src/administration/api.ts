import { request, requestFile } from "../http/request";
import type {
  Act,
  Channel,
  ChannelHealth,
  ChannelNews,
  ChannelSetup,
  ChannelTest,
  Colleague,
  Configuration,
  Endpoint,
  EndpointMade,
  Forward,
  Health,
  HeldContact,
  Id,
  LedgerEntry,
  LedgerLine,
  Letter,
  Link,
  MailboxSetup,
  MailConsentPage,
  MailGuess,
  MailPast,
  MailPostList,
  MailTrial,
  Page,
  PresentColleague,
  Reapplied,
  Replayed,
  Team,
  Tested,
} from "../protocol";

/** What the console asks about the office. Everything rejects with a ProblemError. */

const ROOT = "/api/v1";
type Given = object;
type Read<Found> = (query: URLSearchParams, signal?: AbortSignal) => Promise<Page<Found>>;

const reading = (signal: AbortSignal | undefined) => (signal ? { signal } : {});
const listed =
  <Found>(address: string): Read<Found> =>
  (query, signal) =>
    request(`${ROOT}/${address}?${query}`, reading(signal));
const one = <Found>(address: string, signal?: AbortSignal): Promise<Found> => request(`${ROOT}/${address}`, reading(signal));
const posted = <Found>(address: string, given: Given = {}): Promise<Found> => request(`${ROOT}/${address}`, { method: "POST", json: { ...given } });
const put = <Found>(address: string, given: Given, ifMatch?: number): Promise<Found> =>
  request(`${ROOT}/${address}`, { method: "PUT", json: { ...given }, ...(ifMatch !== undefined && { ifMatch }) });
const gone = <Found = void>(address: string): Promise<Found> => request(`${ROOT}/${address}`, { method: "DELETE" });

export const people = {
  list: listed<PresentColleague>("users"),
  one: (id: Id) => one<PresentColleague>(`users/${id}`),
  invite: (given: Given) => posted<Colleague>("users", given),
  change: (id: Id, given: Given, ifMatch?: number) => put<Colleague>(`users/${id}`, given, ifMatch),
  invitation: (id: Id) => posted<Link>(`users/${id}/invitation`),
  passwordLink: (id: Id) => posted<Link>(`users/${id}/password-link`),
  signOut: (id: Id) => gone(`users/${id}/sessions`),
  twoStepOff: (id: Id) => gone(`users/${id}/totp`),
};

export const teams = {
  list: listed<Team>("teams"),
  add: (given: Given) => posted<Team>("teams", given),
  change: (id: Id, given: Given, ifMatch: number) => put<Team>(`teams/${id}`, given, ifMatch),
  remove: (id: Id) => gone(`teams/${id}`),
};

export const channels = {
  list: listed<Channel>("channels"),
  one: (id: Id) => one<Channel>(`channels/${id}`),
  add: (given: Given) => posted<Channel>("channels", given),
  addLine: (given: Given) => posted<Channel>("channels/line", given),
  addMail: (given: Given) => posted<Channel>("channels/mail", given),
  guessMail: (address: string, provider: string) => one<MailGuess>(`channels/mail/guess?${new URLSearchParams({ address, ...(provider && { provider }) }).toString()}`),
  askConsent: (provider: string, given: Given) => posted<MailConsentPage>(`channels/mail/oauth/${provider}`, given),
  takeConsent: (given: Given) => posted<Channel>("channels/mail/oauth", given),
  mailbox: (id: Id) => one<MailboxSetup>(`channels/${id}/mailbox`),
  trial: (id: Id, signal?: AbortSignal) => one<MailTrial>(`channels/${id}/mailbox/trial`, signal),
  tryOut: (id: Id) => posted<MailTrial>(`channels/${id}/mailbox/trial`),
  posts: (id: Id, signal?: AbortSignal) => one<MailPostList>(`channels/${id}/posts`, signal),
  changePost: (id: Id, given: Given, ifMatch: number) => put<MailPostList>(`channels/${id}/posts`, given, ifMatch),
  past: (id: Id, signal?: AbortSignal) => one<MailPast>(`channels/${id}/past`, signal),
  askPast: (id: Id, given: Given) => put<MailPast>(`channels/${id}/past`, given),
  changeMailbox: (id: Id, given: Given, ifMatch?: number) => put<Channel>(`channels/${id}/mailbox`, given, ifMatch),
  change: (id: Id, given: Given, ifMatch?: number) => put<Channel>(`channels/${id}`, given, ifMatch),
  remove: (id: Id) => gone(`channels/${id}`),
  setup: (id: Id) => one<ChannelSetup>(`channels/${id}/setup`),
  health: (id: Id) => one<ChannelHealth>(`channels/${id}/health`),
  news: (id: Id): Read<ChannelNews> => listed<ChannelNews>(`channels/${id}/news`),
  test: (id: Id) => posted<ChannelTest>(`channels/${id}/test`),
  pointHere: (id: Id) => posted<ChannelTest>(`channels/${id}/webhook`),
  pause: (id: Id, reason: string) => put<Channel>(`channels/${id}/pause`, { reason }),
  resume: (id: Id) => gone<Channel>(`channels/${id}/pause`),
  members: (id: Id, members: readonly Id[] | null) => put<Channel>(`channels/${id}/members`, { members }),
};

export const configuration = {
  read: (signal?: AbortSignal) => one<Configuration>("admin/config", signal),
  change: (given: Given, ifMatch?: number) => put<Configuration>("admin/config", given, ifMatch),
};

export const endpoints = {
  list: listed<Endpoint>("webhooks/endpoints"),
  one: (id: Id) => one<Endpoint>(`webhooks/endpoints/${id}`),
  add: (given: Given) => posted<EndpointMade>("webhooks/endpoints", given),
  change: (id: Id, given: Given, ifMatch?: number) => put<Endpoint>(`webhooks/endpoints/${id}`, given, ifMatch),
  remove: (id: Id) => gone(`webhooks/endpoints/${id}`),
  rotate: (id: Id) => posted<EndpointMade>(`webhooks/endpoints/${id}/secret`),
  test: (id: Id) => posted<Tested>(`webhooks/endpoints/${id}/test`),
  deliveries: (id: Id): Read<Forward> => listed<Forward>(`webhooks/endpoints/${id}/deliveries`),
  replay: (id: Id, given: Given) => posted<Replayed>(`webhooks/endpoints/${id}/replay`, given),
};

export const ledger = {
  list: listed<LedgerLine>("admin/ledger"),
  one: (id: Id) => one<LedgerEntry>(`admin/ledger/${id}`),
  replay: (given: Given) => posted<Reapplied>("admin/ledger/replay", given),
};

export const letters = listed<Letter>("admin/letters");
export const activity = listed<Act>("admin/activity");
export const activitySheet = (query: URLSearchParams): Promise<Blob> => requestFile(`/api/v1/admin/activity/export?${query}`);
export const holds = listed<HeldContact>("admin/holds");
export const liftHold = (contact: Id) => put(`contacts/${contact}/hold`, { held: false });
export const hold = (contact: Id, reason: string) => put(`contacts/${contact}/hold`, { held: true, reason });
export const health = (signal?: AbortSignal) => one<Health>("admin/health", signal);

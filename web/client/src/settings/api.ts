import { request } from "../http/request";
import type { ApiKey, Colleague, Id, LoginSession, MadeKey, NotificationSettings, Page, PresentColleague, RecoveryCodes, Reply, TwoStep, TwoStepSetup } from "../protocol";

/** What the console asks about the person who is signed in. Everything rejects with a ProblemError. */

const ROOT = "/api/v1";
type Given = object;

const listed =
  <Found>(address: string) =>
  (query: URLSearchParams, signal?: AbortSignal): Promise<Page<Found>> =>
    request(`${ROOT}/${address}?${query}`, signal ? { signal } : {});
const posted = <Found>(address: string, given: Given = {}): Promise<Found> => request(`${ROOT}/${address}`, { method: "POST", json: { ...given } });
const put = <Found>(address: string, given: Given, ifMatch?: number): Promise<Found> =>
  request(`${ROOT}/${address}`, { method: "PUT", json: { ...given }, ...(ifMatch !== undefined && { ifMatch }) });
const gone = (address: string): Promise<void> => request(`${ROOT}/${address}`, { method: "DELETE" });

export const me = (id: Id): Promise<PresentColleague> => request(`${ROOT}/users/${id}`);
export const change = (given: Given, ifMatch: number): Promise<Colleague> => put("auth/me", given, ifMatch);
export const password = (given: { present: string; password: string }): Promise<void> => put("auth/password", given);

export const twoStep = {
  state: (): Promise<TwoStep> => request(`${ROOT}/auth/totp`),
  begin: () => posted<TwoStepSetup>("auth/totp/setup"),
  on: (code: string) => put<RecoveryCodes>("auth/totp", { code }),
  off: (code: string) => posted<void>("auth/totp/off", { code }),
  renew: (code: string) => posted<RecoveryCodes>("auth/totp/recovery-codes", { code }),
};

export const sessions = { list: listed<LoginSession>("auth/sessions"), end: (id: Id) => gone(`auth/sessions/${id}`), endOthers: () => gone("auth/sessions") };
export const keys = { list: listed<ApiKey>("auth/keys"), add: (given: Given) => posted<MadeKey>("auth/keys", given), revoke: (id: Id) => gone(`auth/keys/${id}`) };

export const notifications = {
  read: (): Promise<NotificationSettings> => request(`${ROOT}/notifications/settings`),
  change: (given: Partial<NotificationSettings>) => put<NotificationSettings>("notifications/settings", given),
};

export const replies = {
  list: listed<Reply>("replies"),
  add: (given: Given) => posted<Reply>("replies", given),
  change: (id: Id, given: Given, ifMatch: number) => put<Reply>(`replies/${id}`, given, ifMatch),
  remove: (id: Id) => gone(`replies/${id}`),
};

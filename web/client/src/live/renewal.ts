import type { Auth } from "../http/auth";
import { ProblemError } from "../http/problem";
import type { Socket } from "./socket";
import type { Timers } from "./timers";

const AGAIN = 5_000; // ms

/** Hands the connection a new token before the old one runs out; `lost` hears when there is none to be had. */
export function keepRenewed(socket: Socket, auth: Pick<Auth, "token" | "renewIn">, timers: Timers, lost: (error: unknown) => void): void {
  const renew = async (): Promise<void> => {
    if (!socket.ready) return; // the next connection begins with a fresh token anyway
    try {
      await socket.request({ type: "session.renew", token: await auth.token() });
      timers.set("renew", auth.renewIn, () => void renew());
    } catch (error) {
      if (error instanceof ProblemError && error.code === "not_signed_in") lost(error);
      else timers.set("renew", AGAIN, () => void renew());
    }
  };
  timers.set("renew", auth.renewIn, () => void renew());
}

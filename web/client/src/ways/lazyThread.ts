import { spoken } from "./spoken";

/** By itself: a thread knows the ways of its messages. */
export const WholeThread = spoken(() => import("./WholeThread"));

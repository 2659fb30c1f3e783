import { spoken } from "./spoken";

export const WaysBar = spoken(() => import("./WaysBar"));
export const AnswerThere = spoken(() => import("./AnswerThere"));
export const PersonLine = spoken(() => import("./PersonLine"));
export const Cost = spoken(() => import("./Cost"));
export const Instead = spoken(() => import("./Instead"));

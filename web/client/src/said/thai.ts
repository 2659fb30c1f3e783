import entries from "../locales/server/th.po?forms";
import { sayerOf } from "./sayer";

export const thai = sayerOf(entries, "th");

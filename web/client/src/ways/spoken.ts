import { type ComponentType, lazy, type LazyExoticComponent } from "react";

import { learn } from "../locales/language";
import { insist } from "../ui/insist";

// oxlint-disable-next-line typescript/no-explicit-any -- whatever a part takes
type Part = ComponentType<any>;

/** What only matters to somebody with several channels comes after the conversation itself, with its words. */
export function spoken<Given extends Part>(load: () => Promise<{ default: Given }>): LazyExoticComponent<Given> {
  return lazy(async () => {
    const [, part] = await Promise.all([insist(() => learn("ways")), insist(load)]);
    return part;
  });
}

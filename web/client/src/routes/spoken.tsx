import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";

import { PageComes } from "../layout/PageComes";
import { learn, type Part } from "../locales/language";
import { insist } from "../ui/insist";

/** A page comes with its words. */
export async function spoken<Page>(part: Part, page: () => Promise<Page>): Promise<Page> {
  const [, found] = await Promise.all([insist(() => learn(part)), insist(page)]);
  return found;
}

/** Room for the pages below an address, while they come. */
export function Waiting() {
  return (
    <Suspense fallback={<PageComes />}>
      <Outlet />
    </Suspense>
  );
}

export const NEW = "new"; // where an id stands else

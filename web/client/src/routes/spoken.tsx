import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";

import { learn, type Part } from "../locales/language";

/** A page comes with its words. */
export async function spoken<Page>(part: Part, page: Promise<Page>): Promise<Page> {
  await learn(part);
  return page;
}

/** Room for the pages below an address, while they come. */
export function Waiting() {
  return (
    <Suspense fallback={null}>
      <Outlet />
    </Suspense>
  );
}

export const NEW = "new"; // where an id stands else

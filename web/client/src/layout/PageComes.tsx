import { clsx } from "clsx";

import { Skeleton } from "../ui/Skeleton";
import page from "./Page.module.css";

/** In the place of a page whose program is still on its way; seen only where that takes a moment. */
export function PageComes() {
  return (
    <div className={clsx(page.page, page.comes)} aria-busy>
      <div className={page.head}>
        <Skeleton width={160} height={22} />
      </div>
      <div>
        <Skeleton height={220} />
      </div>
    </div>
  );
}

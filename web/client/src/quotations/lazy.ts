import { lazy } from "react";

/** pdf.js comes only where a paper is shown. */
export const Preview = lazy(() => import("./preview/Preview"));

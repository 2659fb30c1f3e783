import { lazy } from "react";
import { insist } from "../ui/insist";

/** pdf.js comes only where a paper is shown. */
export const Preview = lazy(() => insist(() => import("./preview/Preview")));

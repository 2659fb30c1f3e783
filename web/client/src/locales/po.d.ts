declare module "*.po" {
  import type { Messages } from "@lingui/core";

  export const messages: Messages;
}

declare module "*.po?forms" {
  import type { Entry } from "../said/entries";

  const entries: Entry[];
  export default entries;
}

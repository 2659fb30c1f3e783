import { getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { expect, test } from "vitest";

/** Put right by `npm run messages`. */
test("every text of the console stands in the catalogues, and no other", async () => {
  for (const catalogue of await getCatalogs(getConfig())) {
    const spoken = await catalogue.collect();
    for (const language of ["en", "th"]) {
      const kept = await catalogue.read(language);
      expect(Object.keys(kept ?? {}).sort()).toEqual(Object.keys(spoken ?? {}).sort());
    }
  }
}, 60_000);

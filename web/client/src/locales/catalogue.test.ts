import { getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { expect, test } from "vitest";

/** Put right by `npm run messages`, and by whoever knows what it is called in Thai. */
test("every text of the console stands in the catalogues, no other, and none without its Thai", async () => {
  for (const catalogue of await getCatalogs(getConfig())) {
    const spoken = await catalogue.collect();
    for (const language of ["en", "th"]) {
      const kept = await catalogue.read(language);
      expect(Object.keys(kept ?? {}).sort()).toEqual(Object.keys(spoken ?? {}).sort());
    }
    const thai = (await catalogue.read("th")) ?? {};
    const empty = Object.values(thai).filter(({ translation }) => !translation);
    expect(empty.map(({ message }) => message)).toEqual([]);
  }
}, 60_000);

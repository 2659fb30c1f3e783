import { expect, test } from "vitest";

import { device } from "./device";

test("a browser is told by its name and its system, anything else as it calls itself", () => {
  expect(device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0")).toBe("Edge · Windows");
  expect(device("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1")).toBe("Safari · iPhone");
  expect(device("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36")).toBe("Chrome · Linux");
  expect(device("nightly-export/2")).toBe("nightly-export/2");
});

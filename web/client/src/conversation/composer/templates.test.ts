import { describe, expect, it } from "vitest";

import type { Template } from "../../protocol";
import { mediaOf } from "../../live/template";
import { fieldsOf, isFilled, preview, filledIn, usable } from "./templates";

function template(components: Template["components"], format: Template["parameter_format"] = "positional"): Template {
  return {
    id: "t1",
    version: 1,
    channel: "ch1",
    name: "event_offer",
    language: "en",
    category: "MARKETING",
    status: "APPROVED",
    quality: null,
    parameter_format: format,
    components,
    updated_at: "2026-11-01T00:00:00.000Z",
    state: "kept",
    error: null,
    reason: null,
    correct_category: null,
    bindings: {},
    sample: null,
    draft: null,
  };
}

const offer = template([
  { type: "HEADER", format: "TEXT", text: "For {{1}}", example: { header_text: ["Pim"] } },
  { type: "BODY", text: "Hello {{1}}, your date is {{2}}. See you, {{1}}!", example: { body_text: [["Pim", "12 Dec"]] } },
  { type: "FOOTER", text: "Reply stop to opt out" },
  {
    type: "BUTTONS",
    buttons: [
      { type: "QUICK_REPLY", text: "Yes" },
      { type: "URL", text: "Open", url: "https://example.com/{{1}}", example: ["abc"] },
    ],
  },
]);

describe("filling in a template", () => {
  it("asks once for each gap, with its example", () => {
    expect(fieldsOf(offer)).toEqual([
      { part: "header", name: "1", example: "Pim" },
      { part: "body", name: "1", example: "Pim" },
      { part: "body", name: "2", example: "12 Dec" },
      { part: "button.1", name: "1", example: "abc" },
    ]);
  });

  it("shows what the customer will read, gaps by their example", () => {
    const shown = preview(offer, { "body/1": "Nok" });
    expect(shown.body).toBe("Hello Nok, your date is [12 Dec]. See you, Nok!");
    expect(shown.header?.text).toBe("For [Pim]");
    expect(shown.footer).toBe("Reply stop to opt out");
  });

  it("hands over values by place", () => {
    const values = { "header/1": "Nok", "body/1": "Nok", "body/2": "3 Jan", "button.1/1": "q7" };
    expect(filledIn(offer, values, null).parameters).toEqual({ header: ["Nok"], body: ["Nok", "3 Jan"], "button.1": ["q7"] });
  });

  it("hands over values by name when the template names them", () => {
    const named = template(
      [
        {
          type: "BODY",
          text: "Hi {{first_name}}",
          example: { body_text_named_params: [{ param_name: "first_name", example: "Pim" }] },
        },
      ],
      "named",
    );
    expect(fieldsOf(named)).toEqual([{ part: "body", name: "first_name", example: "Pim" }]);
    expect(filledIn(named, { "body/first_name": "Nok" }, null).parameters).toEqual({ body: { first_name: "Nok" } });
  });

  it("is ready when no gap is empty", () => {
    expect(isFilled(offer, { "body/1": "Nok" })).toBe(false);
    expect(isFilled(template([{ type: "BODY", text: "Hello" }]), {})).toBe(true);
  });

  it("knows that a header wants a picture", () => {
    expect(mediaOf(template([{ type: "HEADER", format: "IMAGE" }]))).toBe("image");
    expect(mediaOf(offer)).toBeNull();
  });
});

describe("the language of a template", () => {
  const codes = (language: string | null) =>
    usable(
      ["de", "en_GB", "en_US", "th"].map((code) => ({ ...template([]), id: code, language: code })),
      "ch1",
      language,
    ).map((each) => each.language);

  it("is the customer's first, where there is one", () => {
    expect(codes("th")[0]).toBe("th");
    expect(codes("en-US")[0]).toBe("en_US");
    expect(codes("en").slice(0, 2)).toEqual(["en_GB", "en_US"]);
    expect(codes(null)).toEqual(["de", "en_GB", "en_US", "th"]);
  });
});

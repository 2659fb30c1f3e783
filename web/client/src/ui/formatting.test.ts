import { describe, expect, it } from "vitest";

import { isEmojiOnly, parse } from "./formatting";

const text = (value: string) => ({ kind: "text", text: value });

describe("text as WhatsApp writes it", () => {
  it("makes bold, italic and struck words", () => {
    expect(parse("a *b* _c_ ~d~")).toEqual([
      text("a "),
      { kind: "bold", children: [text("b")] },
      text(" "),
      { kind: "italic", children: [text("c")] },
      text(" "),
      { kind: "strike", children: [text("d")] },
    ]);
  });

  it("nests one mark in another", () => {
    expect(parse("*_both_*")).toEqual([{ kind: "bold", children: [{ kind: "italic", children: [text("both")] }] }]);
  });

  it("leaves arithmetic and names with underscores alone", () => {
    expect(parse("2 * 3 * 4")).toEqual([text("2 * 3 * 4")]);
    expect(parse("stage_plan_v2.pdf")).toEqual([text("stage_plan_v2.pdf")]);
  });

  it("does not carry a mark over a line end", () => {
    expect(parse("*a\nb*")).toEqual([text("*a\nb*")]);
  });

  it("keeps a block as it was typed", () => {
    expect(parse("see ```*not bold*```")).toEqual([text("see "), { kind: "code", text: "*not bold*", block: true }]);
  });

  it("keeps an unclosed block", () => {
    expect(parse("a ```b")).toEqual([text("a "), text("```b")]);
  });

  it("links addresses without the full stop behind them", () => {
    expect(parse("See https://example.com/a_b_c.")).toEqual([
      text("See "),
      { kind: "link", text: "https://example.com/a_b_c", href: "https://example.com/a_b_c" },
      text("."),
    ]);
  });

  it("links e-mail addresses and www names", () => {
    expect(parse("www.example.com pim@example.com")).toEqual([
      { kind: "link", text: "www.example.com", href: "https://www.example.com" },
      text(" "),
      { kind: "link", text: "pim@example.com", href: "mailto:pim@example.com" },
    ]);
  });

  it("never links a script and never reads markup", () => {
    expect(parse("javascript:alert(1) <b>x</b>")).toEqual([text("javascript:alert(1) <b>x</b>")]);
  });

  it("knows a message of emoji alone", () => {
    expect(isEmojiOnly("🙏")).toBe(true);
    expect(isEmojiOnly("👩‍👩‍👧 🇹🇭")).toBe(true);
    expect(isEmojiOnly("ok 🙏")).toBe(false);
    expect(isEmojiOnly("12")).toBe(false);
  });
});

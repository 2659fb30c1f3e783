import { readFileSync } from "node:fs";
import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";

import entries from "../locales/server/th.po?forms";
import { entriesOf } from "./entries";
import { formOf } from "./form";
import { sayerOf } from "./sayer";

const SMALL = [
  ["", "The name “{name}” is taken.", "ชื่อ “{name}” มีผู้ใช้แล้ว"],
  ["", "There is a list {name} already.", "มีรายชื่อ {name} อยู่แล้ว"],
  ["", "Choose another name.", "โปรดเลือกชื่ออื่น"],
  ["", "{name} is paused: {=reason}.", "{name} หยุดชั่วคราวอยู่: {=reason}"],
  ["part", "an administrator stopped it", "ผู้ดูแลระบบสั่งหยุด"],
  ["part", "paused", "หยุดชั่วคราว"],
  ["", "Something went wrong.", "เกิดข้อผิดพลาด"],
  ["", "{count} of {all} failed.", "ไม่สำเร็จ {count} จาก {all}"],
  ["", "It was valid until {day}: revise it first.", "ใช้ได้ถึง {day} โปรดแก้ไขเป็นฉบับใหม่ก่อน"],
  ["", "The number is {=state}.", "หมายเลข{=state}อยู่"],
  ["", "Write it as \\{\\{1}}, not as {name}.", "โปรดเขียนเป็น \\{\\{1}} ไม่ใช่ {name}"],
  ["", "This API key may not {scope}; make one with the scope {scope}.", "คีย์นี้ไม่มีสิทธิ์ {scope} โปรดสร้างคีย์ที่มีขอบเขต {scope}"],
] as [kind: "" | "part", form: string, words: string][];
const said = sayerOf(SMALL, "th");

describe("a sentence of the server's", () => {
  test.each([
    ["Choose another name.", "โปรดเลือกชื่ออื่น"],
    ["The name “Sales” is taken.", "ชื่อ “Sales” มีผู้ใช้แล้ว"],
    ["The name “Sales” is taken. Choose another name.", "ชื่อ “Sales” มีผู้ใช้แล้ว โปรดเลือกชื่ออื่น"],
    ["Office is paused: an administrator stopped it.", "Office หยุดชั่วคราวอยู่: ผู้ดูแลระบบสั่งหยุด"],
    ["Office is paused: Something went wrong..", "Office หยุดชั่วคราวอยู่: เกิดข้อผิดพลาด"],
    ["Office is paused: Meta said no.", "Office หยุดชั่วคราวอยู่: Meta said no"],
    ["It was valid until 2026-11-22: revise it first.", "ใช้ได้ถึง 22 พ.ย. 2569 โปรดแก้ไขเป็นฉบับใหม่ก่อน"],
    ["It was valid until 2026-02-30: revise it first.", "ใช้ได้ถึง 2026-02-30 โปรดแก้ไขเป็นฉบับใหม่ก่อน"],
    ["The number is paused.", "หมายเลขหยุดชั่วคราวอยู่"],
    ["The number is FLAGGED.", "หมายเลข FLAGGED อยู่"],
    ["Write it as {{1}}, not as {{x}}.", "โปรดเขียนเป็น {{1}} ไม่ใช่ {{x}}"],
  ])("%s", (sentence, thai) => expect(said(sentence)).toBe(thai));

  test("nobody knows is said as it is, and what follows it is found", () => {
    expect(said("Nobody wrote this one.")).toBe("Nobody wrote this one.");
    expect(said("Nobody wrote this one. Choose another name.")).toBe("Nobody wrote this one. โปรดเลือกชื่ออื่น");
    expect(said("")).toBe("");
  });

  test.each([
    "Choose another name.",
    "“x” is taken. Choose another name. “y",
    "a list already. Something went wrong",
    "รายชื่อ “ลูกค้าประจำ”",
    "two\nlines",
    "{name}",
    "$& \\1 .*",
    "an administrator stopped it",
    ".",
  ])("holds its value whatever that looks like: %s", (name) => {
    expect(said(`There is a list ${name} already.`)).toBe(`มีรายชื่อ ${name} อยู่แล้ว`);
    expect(said(`The name “${name}” is taken.`)).toBe(`ชื่อ “${name}” มีผู้ใช้แล้ว`);
  });

  test("has one value where one place stands twice", () => {
    expect(said("This API key may not write; make one with the scope write.")).toBe("คีย์นี้ไม่มีสิทธิ์ write โปรดสร้างคีย์ที่มีขอบเขต write");
    const other = "This API key may not read; make one with the scope write.";
    expect(said(other)).toBe(other);
  });

  test("keeps every value whole", () => {
    const values = string({ unit: "grapheme", maxLength: 60 });
    assert(property(values, (text) => void expect(said(`The name “x${text}” is taken.`)).toContain(text)));
  });

  test("takes no longer for a text that nearly fits everywhere", () => {
    const long = `${"1 of 2 failed. ".repeat(2_000)}no end`;
    expect(said(long)).toContain("ไม่สำเร็จ 1 จาก 2");
  });
});

describe("the catalogue", () => {
  const thai = sayerOf(entries, "th");
  const VALUES = ["Nok", "7", "x@example.com", "Aree", "12", "b"];

  /** A sentence of this form, and what it is in Thai, without the spaces. */
  function spoken(form: string, words: string): [sentence: string, thai: string] {
    const { around, places, words: pieces } = formOf(form, words);
    const names = [...new Set(places)];
    const value = (name: string): string => VALUES[names.indexOf(name) % VALUES.length] ?? "";
    const sentence = around.map((text, at) => text + (places[at] ? value(places[at]) : "")).join("");
    return [sentence, pieces.map((piece) => (typeof piece === "string" ? piece : value(piece.name))).join("").replaceAll(" ", "")];
  }

  test("says every sentence by its own form, and none by another's", () => {
    const wrong = entries
      .filter(([kind]) => kind === "")
      .map(([, form, words]) => spoken(form, words))
      .filter(([sentence, words]) => thai(sentence).replaceAll(" ", "") !== words)
      .map(([sentence, words]) => [sentence, words, thai(sentence)]);
    expect(wrong).toEqual([]);
  });

  test("is read as gettext writes it", () => {
    const kept = readFileSync("src/locales/server/th.po", "utf8");
    expect(entries).toEqual(entriesOf(kept));
    expect(entries.length).toBeGreaterThan(1_000);
  });
});

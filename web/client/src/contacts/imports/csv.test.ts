import { expect, test } from "vitest";

import { readCsv, wrongRows } from "./csv";

test("quotes, commas and line breaks in a cell stay in it", () => {
  expect(readCsv('\uFEFFa,"b ""c"", d"\r\n"e\nf",\r\n', 10)).toEqual([["a", 'b "c", d'], ["e\nf", ""]]);
  expect(readCsv("a\nb\nc\n", 2)).toEqual([["a"], ["b"]]);
});

test("a row that could not be taken is told with its number and the reason", () => {
  const [wrong] = wrongRows('Name,Phone,Row,Problem\nLek,12,3,"12 is no phone number, it is too short."\n', 5);
  expect(wrong).toEqual({ row: "3", problem: "12 is no phone number, it is too short.", cells: ["Lek", "12"] });
});

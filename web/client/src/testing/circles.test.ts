import { expect, test } from "vitest";

const SOURCES = import.meta.glob<string>(["../**/*.ts", "../**/*.tsx", "!../**/*.test.*"], { query: "?raw", import: "default", eager: true });
const NAMED = /(?:from|import\()\s*"(\.[^"]+)"/g;

test("no file needs one that needs it, not even for a type or later", () => {
  const needs = new Map(Object.entries(SOURCES).map(([file, text]) => [file, [...text.matchAll(NAMED)].flatMap(([, path]) => found(file, path ?? ""))]));
  expect([...needs.values()].flat().length).toBeGreaterThan(500); // else nothing was read
  expect([...needs.keys()].flatMap((file) => circle(file, needs) ?? [])).toEqual([]);
});

function found(file: string, path: string): string[] {
  const folders = file.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === ".." && folders.at(-1) !== ".." && folders.length > 0) folders.pop();
    else if (part !== ".") folders.push(part);
  }
  return [".ts", ".tsx"].map((end) => folders.join("/") + end).filter((one) => one in SOURCES);
}

/** The way from a file back to itself. */
function circle(file: string, needs: Map<string, string[]>): string[] | null {
  const from = new Map<string, string>();
  const queue = [file];
  for (const one of queue) {
    for (const next of needs.get(one) ?? []) {
      if (next === file) return [...way(one, from), file];
      if (!from.has(next)) {
        from.set(next, one);
        queue.push(next);
      }
    }
  }
  return null;
}

function way(end: string, from: Map<string, string>): string[] {
  const before = from.get(end);
  return before === undefined ? [end] : [...way(before, from), end];
}

/** The rows of a CSV file as RFC 4180 has them, at most so many. */
export function readCsv(text: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const source = text.replace(/^\uFEFF/, "");
  for (let at = 0; at < source.length && rows.length < most; at += 1) {
    const letter = source[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ",") {
      row.push(cell);
      cell = "";
    } else if (letter === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else if (letter !== "\r") cell += letter;
  }
  if (rows.length < most && (cell || row.length > 0)) rows.push([...row, cell]);
  return rows;
}

export interface Wrong {
  row: string;
  problem: string;
  /** What stood there, to know it by. */
  cells: string[];
}

/** What the server writes of rows it could not take: the columns of the file, then the row's number and what is wrong. */
export function wrongRows(text: string, most: number): Wrong[] {
  const [, ...rows] = readCsv(text, most + 1);
  return rows.filter((cells) => cells.length > 1).map((cells) => ({ row: cells.at(-2) ?? "", problem: cells.at(-1) ?? "", cells: cells.slice(0, -2).filter(Boolean) }));
}

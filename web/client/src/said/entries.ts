/** `part`: words that stand in a place of a sentence. */
export type Entry = [kind: "" | "part", form: string, words: string];

const ENTRY = /(?:^msgctxt "(part)"\n)?^msgid (".+")\nmsgstr (".+")$/gm;

/** Of a gettext catalogue whose texts stand on one line each; without those nobody has translated. */
export function entriesOf(catalogue: string): Entry[] {
  return [...catalogue.matchAll(ENTRY)]
    .map(([, kind, form, words]): Entry => [kind === "part" ? "part" : "", JSON.parse(form ?? '""'), JSON.parse(words ?? '""')])
    .filter(([, form, words]) => form !== "" && words !== "");
}

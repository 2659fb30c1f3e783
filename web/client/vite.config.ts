import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import babel from "@rolldown/plugin-babel";
import { lingui, linguiTransformerBabelPreset } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { entriesOf } from "./src/said/entries.ts";

const SERVER = process.env.BMA_SERVER ?? "http://127.0.0.1:8000";
const COMPRESSIBLE = /\.(?:css|html|m?js|json|svg|txt|webmanifest)$/;
const WORTH_IT = 1024; // bytes; below, the headers outweigh the gain

const WORDS = process.env.VITEST ? "message" : "id-only"; // unit tests load no catalogue

export default defineConfig({
  base: "/",
  // The words stand in the catalogues alone, or each would come twice; a test keeps them whole, and what has no Thai is said in English.
  plugins: [babel({ presets: [linguiTransformerBabelPreset({ descriptorFields: WORDS })] }), react(), lingui(), forms(), precompressed()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0, // a data: URL would need a hole in the Content-Security-Policy
    manifest: true,
    target: "es2022",
    // The gallery is for those who change the parts and for the tests: the product is built without it.
    rolldownOptions: {
      input: process.env.BMA_GALLERY ? ["index.html", "gallery.html"] : ["index.html"],
      // Left alone, everything two pages share is a file of its own: hundreds of tiny ones, each with its head and its way to the server.
      output: { codeSplitting: { groups: [{ name: chunkOf }, { name: "icons", test: /lucide-react/, minShareCount: 6 }] } },
    },
  },
  server: { proxy: { "/api": { target: SERVER, ws: true } } },
});

const FIRST = ["/src/main.tsx", "/src/inbox/InboxPage.tsx", "/src/conversation/ConversationPage.tsx"]; // what everybody loads after signing in
const OWN = /\/src\/(?:main|inbox\/|conversation\/)/; // a page keeps what is its own
let first: Set<string> | null = null;

/** What the pages of the first load share, and what it stands on, comes in one file: by itself the bundler would make dozens of small ones,
 *  which compress badly (16 KB more of 250). Libraries are no part of the walk: one of their doors leads to everything they have. */
function chunkOf(id: string, modules: { getModuleInfo: (id: string) => { importedIds: readonly string[] } | null }): string | null {
  if (!first) {
    first = new Set();
    const root = import.meta.dirname;
    const waiting = FIRST.map((path) => root + path);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (first.has(next)) continue;
      first.add(next);
      waiting.push(...(modules.getModuleInfo(next)?.importedIds ?? []));
    }
  }
  return first.has(id) && !OWN.test(id) && !id.includes("/node_modules/") ? "parts" : null;
}

const FORMS = "?forms";

/** `th.po?forms`: the server's sentences and their translations, read when the client is built. */
function forms(): Plugin {
  return {
    name: "forms",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(FORMS)) return null;
      const file = id.slice(0, -FORMS.length);
      this.addWatchFile(file);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(entriesOf(await readFile(file, "utf8"))))})`;
    },
  };
}

/** Writes `.br` and `.gz` beside every text file of the build, so the server never compresses anything itself. */
function precompressed(): Plugin {
  let directory = "";
  return {
    name: "precompressed",
    apply: "build",
    configResolved(config) {
      directory = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(directory, { recursive: true });
      await Promise.all(names.filter((name) => COMPRESSIBLE.test(name)).map((name) => compress(join(directory, name))));
    },
  };
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < WORTH_IT) return;
  const brotli = promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const zipped = promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION });
  await Promise.all([writeFile(`${file}.br`, await brotli), writeFile(`${file}.gz`, await zipped)]);
}

import babel from "@rolldown/plugin-babel";
import { lingui, linguiTransformerBabelPreset } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompressed } from "./build/precompressed.ts";

const SERVER = process.env.BMA_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/",
  // English stays in the code, so a catalogue that lags behind shows English and never a bare id.
  plugins: [babel({ presets: [linguiTransformerBabelPreset({ descriptorFields: "message" })] }), react(), lingui(), precompressed()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0, // a data: URL would need a hole in the Content-Security-Policy
    manifest: true,
    target: "es2022",
    modulePreload: { polyfill: false }, // the polyfill is an inline script
  },
  server: { proxy: { "/api": { target: SERVER, ws: true }, "/hooks": { target: SERVER } } },
});

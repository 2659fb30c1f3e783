import { GlobalWorkerOptions, type PDFDocumentProxy, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
// oxlint-disable-next-line import/default -- Vite gives the address of a file so
import worker from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;

export type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist/legacy/build/pdf.mjs";

/** Reads a PDF. Everything it needs is in it: no fonts, maps or scripts are fetched, nothing in it runs. */
export async function read(file: Blob): Promise<PDFDocumentProxy> {
  const data = new Uint8Array(await file.arrayBuffer());
  return getDocument({ data, useSystemFonts: false, useWasm: false, enableXfa: false, stopAtErrors: false }).promise;
}

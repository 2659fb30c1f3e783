import { useCallback, useEffect, useRef, useState } from "react";

import type { ProblemError } from "../../http/problem";
import type { Id } from "../../protocol";
import * as api from "../api";
import { type PDFDocumentProxy, read } from "./document";

interface Paper {
  paper: PDFDocumentProxy | null;
  file: Blob | null;
  error: ProblemError | null;
  again: () => void;
  drawing: boolean;
}

/** The newest paper of a quotation. The one before stays until the next is there. */
export function usePaper(quotation: Id | null, version: number, revision: number | null): Paper {
  const [held, setHeld] = useState<{ of: Id; paper: PDFDocumentProxy; file: Blob } | null>(null);
  const [error, setError] = useState<ProblemError | null>(null);
  const [drawing, setDrawing] = useState(false);
  const [asked, setAsked] = useState(0);
  const shown = useRef<PDFDocumentProxy | null>(null);
  useEffect(() => {
    if (!quotation) return;
    const leaving = new AbortController();
    setDrawing(true);
    setError(null);
    const take = async (): Promise<void> => {
      const file = await api.pdf(quotation, revision, leaving.signal);
      const paper = await read(file);
      if (leaving.signal.aborted) return void paper.loadingTask.destroy();
      const before = shown.current;
      shown.current = paper;
      setHeld({ of: quotation, paper, file });
      setTimeout(() => void before?.loadingTask.destroy(), KEPT);
    };
    take()
      .catch((problem: ProblemError) => !leaving.signal.aborted && setError(problem))
      .finally(() => !leaving.signal.aborted && setDrawing(false));
    return () => leaving.abort();
  }, [quotation, version, revision, asked]);
  useEffect(() => () => void shown.current?.loadingTask.destroy(), []);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  const current = held && held.of === quotation ? held : null;
  return { paper: current?.paper ?? null, file: current?.file ?? null, error, again, drawing };
}

const KEPT = 2_000; // ms the paper before is kept, for pages that are being drawn

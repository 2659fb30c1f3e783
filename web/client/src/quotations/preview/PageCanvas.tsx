import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

import type { PDFDocumentProxy, PDFPageProxy } from "./document";
import styles from "./Preview.module.css";

const SHARPEST = 3; // device pixels per CSS pixel
const LARGEST = 2400; // px of width

interface PageCanvasProps {
  document: PDFDocumentProxy;
  number: number;
  onDrawn?: () => void;
}

/** One page. A newer one is drawn aside and put in its place when it is done, so nothing flickers. */
export function PageCanvas({ document: paper, number, onDrawn }: PageCanvasProps) {
  const { t } = useLingui();
  const shown = useRef<HTMLCanvasElement>(null);
  const count = paper.numPages;
  useEffect(() => {
    const canvas = shown.current;
    if (!canvas) return;
    let gone = false;
    let stop: (() => void) | undefined;
    const draw = async (): Promise<void> => {
      const page = await paper.getPage(number);
      if (gone) return;
      const drawing = drawn(page, canvas.clientWidth || 600);
      stop = drawing.stop;
      const made = await drawing.done;
      if (gone) return;
      canvas.width = made.width;
      canvas.height = made.height;
      canvas.getContext("2d")?.drawImage(made, 0, 0);
      canvas.dataset.drawn = "";
      onDrawn?.();
    };
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        seen.disconnect();
        draw().catch(() => undefined); // stopped, or the paper was replaced
      },
      { rootMargin: "900px" },
    );
    seen.observe(canvas);
    return () => {
      gone = true;
      seen.disconnect();
      stop?.();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- drawn once for each paper
  }, [paper, number]);
  return <canvas ref={shown} className={styles.page} role="img" aria-label={t`Page ${number} of ${count}`} />;
}

function drawn(page: PDFPageProxy, width: number): { done: Promise<HTMLCanvasElement>; stop: () => void } {
  const whole = page.getViewport({ scale: 1 });
  const sharp = Math.min(SHARPEST, window.devicePixelRatio || 1);
  const viewport = page.getViewport({ scale: Math.min(LARGEST, width * sharp) / whole.width });
  const canvas = window.document.createElement("canvas");
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  const task = page.render({ canvas, viewport });
  return { done: task.promise.then(() => canvas), stop: () => task.cancel() };
}

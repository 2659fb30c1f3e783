import type { Attachment } from "../protocol";
import { auth } from "./auth";
import { problemOf, unreachable } from "./call";

/** Sends a file and returns the attachment a message can take. `onProgress` hears 0…1. XMLHttpRequest, because fetch tells no progress. */
export async function uploadFile(file: File, onProgress?: (done: number) => void, signal?: AbortSignal): Promise<Attachment> {
  const token = await auth.token();
  const form = new FormData();
  form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const transfer = new XMLHttpRequest();
    transfer.open("POST", "/api/v1/files");
    transfer.setRequestHeader("authorization", `Bearer ${token}`);
    transfer.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    transfer.onerror = () => reject(unreachable());
    transfer.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    transfer.onload = () => {
      if (transfer.status >= 300) return reject(problemOf(transfer.status, transfer.responseText, transfer.getResponseHeader("retry-after")));
      resolve(JSON.parse(transfer.responseText) as Attachment);
    };
    signal?.addEventListener("abort", () => transfer.abort(), { once: true });
    transfer.send(form);
  });
}

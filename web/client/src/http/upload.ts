import type { Attachment, Id } from "../protocol";
import { auth } from "./auth";
import { problemOf, unreachable } from "./call";

/** Sends a file and returns the attachment a message can take. `onProgress` hears 0…1; a recording becomes what `conversation` plays. */
export function uploadFile(file: File, onProgress?: (done: number) => void, conversation?: Id): Promise<Attachment> {
  const form = new FormData();
  form.append("file", file, file.name);
  const place = conversation ? `?conversation=${encodeURIComponent(conversation)}` : "";
  return uploadForm<Attachment>(`/api/v1/files${place}`, form, onProgress);
}

/** Sends a form with files in it. XMLHttpRequest, because fetch tells no progress. */
export async function uploadForm<Answer>(path: string, form: FormData, onProgress?: (done: number) => void, signal?: AbortSignal): Promise<Answer> {
  const token = await auth.token();
  return new Promise((resolve, reject) => {
    const transfer = new XMLHttpRequest();
    transfer.open("POST", path);
    transfer.setRequestHeader("authorization", `Bearer ${token}`);
    transfer.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    transfer.onerror = () => reject(unreachable());
    transfer.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    transfer.onload = () => {
      if (transfer.status >= 300) return reject(problemOf(transfer.status, transfer.responseText, transfer.getResponseHeader("retry-after")));
      resolve(JSON.parse(transfer.responseText) as Answer);
    };
    signal?.addEventListener("abort", () => transfer.abort(), { once: true });
    transfer.send(form);
  });
}

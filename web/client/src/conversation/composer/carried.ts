import type { Attachment } from "../../protocol";

/** A file on its way from this computer: uploaded at once, sent when the agent says so. */
export interface Upload {
  key: string;
  file: File;
  preview: string | null;
  progress: number; // 0 to 1
  attachment: Attachment | null;
  error: string | null;
}

const carried = new Map<string, readonly Upload[]>();

/** Files that were uploaded in one conversation and are to be sent in another. */
export function carry(conversation: string, files: readonly Upload[]): void {
  const whole = files.filter((file) => file.attachment !== null);
  if (whole.length > 0) carried.set(conversation, whole.map(fresh));
}

/** What was brought to a conversation. */
export function brought(conversation: string): readonly Upload[] {
  return carried.get(conversation) ?? [];
}

export function unload(conversation: string): void {
  carried.delete(conversation);
}

/** The preview of the one who leaves goes with them. */
function fresh(file: Upload): Upload {
  return { ...file, preview: file.preview ? URL.createObjectURL(file.file) : null };
}

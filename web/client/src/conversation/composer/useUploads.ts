import { useCallback, useEffect, useRef, useState } from "react";

import { upload } from "../../live/actions";
import { brought, unload, type Upload } from "./carried";

export interface Uploads {
  items: readonly Upload[];
  add: (files: Iterable<File>) => void;
  remove: (key: string) => void;
  clear: () => void;
}

const MOST = 10;

/** `conversation` null: one that is only begun by what is written. */
export function useUploads(conversation: string | null): Uploads {
  const [items, setItems] = useState(() => (conversation ? brought(conversation) : []));
  useEffect(() => {
    if (conversation) unload(conversation);
  }, [conversation]);
  const previews = useRef(new Set(items.flatMap(({ preview }) => preview ?? [])));
  const change = useCallback((key: string, part: Partial<Upload>) => {
    setItems((held) => held.map((item) => (item.key === key ? { ...item, ...part } : item)));
  }, []);
  const add = useCallback(
    (files: Iterable<File>) => {
      const fresh = [...files].slice(0, MOST).map((file) => begin(file, previews.current));
      setItems((held) => [...held, ...fresh].slice(0, MOST));
      for (const { key, file } of fresh) {
        upload(file, (progress) => change(key, { progress }), conversation ?? undefined).then(
          (attachment) => change(key, { attachment, progress: 1 }),
          (problem: Error) => change(key, { error: problem.message }),
        );
      }
    },
    [change, conversation],
  );
  const remove = useCallback((key: string) => setItems((held) => held.filter((item) => item.key !== key)), []);
  const clear = useCallback(() => setItems([]), []);
  useEffect(() => {
    const made = previews.current;
    return () => made.forEach((url) => URL.revokeObjectURL(url));
  }, []);
  return { items, add, remove, clear };
}

function begin(file: File, previews: Set<string>): Upload {
  const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
  if (preview) previews.add(preview);
  return { key: crypto.randomUUID(), file, preview, progress: 0, attachment: null, error: null };
}

import { useMemo } from "react";

import type { ProblemError } from "../../http/problem";
import { useHearing } from "../../live/useHearing";
import { useLoaded } from "../../live/useLoaded";
import type { AudienceList, Field, Page, Segment, TagUse } from "../../protocol";
import * as api from "../api";

const MOST = new URLSearchParams({ limit: "200" });
const NOTHING: readonly never[] = [];

export interface Vocabulary {
  tags: readonly TagUse[];
  fields: readonly Field[];
  segments: readonly Segment[];
  /** What could not be read, or not yet: none of them need not mean that there are none. */
  unread: { tags: Unread | null; fields: Unread | null };
}

export interface Unread {
  error: ProblemError | null;
  again: () => void;
}

/** The words an office describes its contacts with, as they are now. */
export function useVocabulary(): Vocabulary {
  const tags = useWords<TagUse>("tags", api.tags.list, ["tag.changed", "tag.removed"]);
  const fields = useWords<Field>("fields", api.fields.list, ["field.changed", "field.removed"]);
  const segments = useWords<Segment>("segments", api.segments.list, ["segment.changed", "segment.removed"]);
  return useMemo(
    () => ({ tags: tags.items, fields: fields.items, segments: segments.items, unread: { tags: tags.unread, fields: fields.unread } }),
    [tags, fields, segments],
  );
}

/** Lists of people; for those who may use them. */
export function useLists(allowed: boolean): readonly AudienceList[] {
  const { value } = useLoaded(allowed ? "lists" : null, (signal) => api.lists.list(MOST, signal));
  return value?.items ?? NOTHING;
}

interface Words<Word> {
  items: readonly Word[];
  unread: Unread | null;
}

function useWords<Word>(name: string, list: (query: URLSearchParams, signal?: AbortSignal) => Promise<Page<Word>>, types: Parameters<typeof useHearing>[0]): Words<Word> {
  const { value, error, again } = useLoaded(name, (signal) => list(MOST, signal));
  useHearing(types, again);
  return useMemo(() => ({ items: value?.items ?? NOTHING, unread: value ? null : { error, again } }), [value, error, again]);
}

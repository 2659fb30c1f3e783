import { request } from "../http/request";
import { useOutline } from "../live/hooks";
import { useHearing } from "../live/useHearing";
import { useLoaded } from "../live/useLoaded";
import type { Page, TagUse, Team, User } from "../protocol";

const MOST = 200;

export function useTeams(): readonly Team[] {
  const { value, again } = useLoaded("teams", (signal) => request<Page<Team>>(`/api/v1/teams?limit=${MOST}`, { signal }));
  useHearing(["team.changed", "team.removed"], again);
  return value?.items ?? [];
}

export function useTags(): readonly string[] {
  const { value, again } = useLoaded("tags", (signal) => request<Page<TagUse>>(`/api/v1/tags?limit=${MOST}`, { signal }));
  useHearing(["tag.changed", "tag.removed"], again);
  return value?.items.map(({ name }) => name) ?? [];
}

/** Colleagues who can be given something, by name. */
export function usePeople(): readonly User[] {
  const { users } = useOutline();
  return [...users.values()].filter(({ active }) => active).sort((one, other) => one.name.localeCompare(other.name));
}

import type { Audience, Campaign, Sending } from "../protocol";

export const NOBODY: Audience = {
  everyone: false,
  tags: [],
  segments: [],
  lists: [],
  contacts: [],
  campaigns: [],
  filter: null,
  without: { tags: [], segments: [], lists: [], campaigns: [] },
};

const SENDING: Sending = {
  per_second: null,
  quiet_hours: null,
  pause_percent: 10,
  pause_least: 50,
  pause_on_quality: true,
  again_days: null,
  per_day: null,
  missing_consent: "warn",
  unknown_tier: "warn",
  track_links: true,
};

const AT = "2026-11-20T08:00:00.000Z";

/** A campaign for tests: a draft that says hardly anything yet. */
export function campaign(part: Partial<Campaign> = {}): Campaign {
  return {
    id: "c1",
    version: 1,
    name: "Launch",
    channel: "sales",
    state: "draft",
    why: { by: "ines", at: AT, code: "person", reason: null },
    template: null,
    variants: [],
    audience: NOBODY,
    schedule: null,
    starts_at: null,
    canary: null,
    sending: SENDING,
    replies: { user: null, team: null, round_robin: false, nobody: false, tag: null, days: 7 },
    total: 0,
    counts: {},
    created_by: "ines",
    created_at: AT,
    updated_at: AT,
    started_at: null,
    finished_at: null,
    clicked: 0,
    opted_out: 0,
    steps: [],
    parent: null,
    step: 1,
    after_days: 0,
    follows_at: null,
    fallback: [],
    falls_until: null,
    ...part,
  };
}

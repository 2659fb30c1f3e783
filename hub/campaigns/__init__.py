"""Campaigns: one template to many people, everybody once, stoppable, explained.

What each part offers to the others:

- `states`: what may follow what, on one page. `move(tx, campaign_id, to, *, by, code=None, reason=None)` moves a campaign, notes who and why and
  announces it: pausing, going on, ending and cancelling are such moves, whoever asks for them (`by` None: the product).
- `drafts`: `create`, `change`, `remove`, `get`, `list_page`.
- `shaping`: `campaign(row)` and `read(connection, campaign_id)`: the shape every edge gives.
- `progress`: `tell(tx, campaign_id)`: counts the recipients by state, keeps and announces them. Call it at most once a second.
- `audience`: `count`, and the statements freezing runs.
- `contents`: what a recipient gets: `chosen(campaign, recipient) -> CampaignContent for its language and variant`, `filled(...) -> templates.Filled`.
- `freezing`: the audience becomes rows of `campaign_recipients`, in batches, each checked.
- `preflight`: the report in words.
- `lots`: the place in the order of sending, and the variant: drawn by a hash, so that repeating draws the same.

`campaign_recipients.state`: `waiting` (to be sent, in the order of `place`) → `claimed` (it has its message) → `sent` → `delivered` → `read` →
`replied`; or `failed`, `unknown`; `skipped` never gets anything (`reason` says why). Only recipients of a campaign that is `running` are claimed.
"""

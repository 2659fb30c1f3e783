"""Campaigns: one template to many people, everybody once, stoppable, explained.

What each part offers to the others:

- `states`: what may follow what, on one page. `move(tx, campaign_id, to, *, by, code=None, reason=None)` moves a campaign, notes who and why and
  announces it: pausing, going on, ending and cancelling are such moves, whoever asks for them (`by` None: the product).
- `drafts`: `create`, `change`, `remove`, `list_page`, `held`. `starting`: what people do with one: `send`, `schedule`, `pause`, `resume`, `cancel`,
  `retry`. `trials`: a message to a few.
- `shaping`: `campaign(row)` is the shape every edge gives; `read`, `seen` for whoever may see it; `tell` announces it.
- `progress`: `tell(tx, campaign_id)`: counts the recipients by state, keeps and announces them. Call it at most once a second.
- `audience`: whom it means, as a test on contacts. `looking`: the audience stretch by stretch, judged by `checks`. `tally`: what that adds up to.
- `preflight`: what stands in the way, who gets nothing, what it costs (`prices`), in words. `previews`: what real people get.
- `freezing`: the audience becomes rows of `campaign_recipients`; done by hub/work/campaign_starts.py.
- `contents`: what a recipient gets: `materials` once for all, then `chosen` (its language and variant), `fill`, `shown`, `handed`.
- `files`: the upload a header shows: kept with its campaigns, `media_ids` of those the provider has, `upload` for the others.
- `lots`: the place in the order of sending, and the variant: drawn by a hash, so that repeating draws the same.
- `recipients`, `figures`: the people with what became of them, and the counts; `counted` gives them again while they are young. `rates`: with
  their bounds; `variants`: what can honestly be said of them; `comparison`: side by side; `advice`: why and what to do; `exports`: as files.
- `replies`: answers and taps, in the intake's transaction; `routing`: where they go; `opt_outs` and `opt_out_words`: who wants no more.
- `links`: addresses that lead over this hub; `clicks`: who followed them. `sequences`: follow-ups after days.
- `sending`, `entering`, `budget`, `canary`, `judging`, `quiet_hours`, `following`, `giving_back`: recipients become messages, at the number's
  pace; a crowd of them goes into the hand of the worker that sends (`hub/work/campaign_feed.py`, `attempting`, `crowds`).

`campaign_recipients.state`: `waiting` (to be sent, in the order of `place`) → `claimed` (it has its message) → `sent` → `delivered` → `read` →
`replied`; or `failed`, `unknown`; `skipped` never gets anything (`reason` says why). Only recipients of a campaign that is `running` are claimed.
"""

"""Quotations in verbs: drafted, issued with a number, sent, seen, answered, revised. An agent and a transaction are passed; verbs neither
begin nor commit one.

- `drafts`: `create change delete duplicate`; what may still be edited.
- `issuing`: `issue void undo`, `issue_held(tx, agent, held)` for sending, and `answer` on the customer's behalf. Before it issues it
  asks `approvals.require(tx, agent, held, settings)`, which raises Refusal `not_allowed` while a discount needs a manager's word.
- `revisions`: `revise discard every get at` (v1 as it was issued: `at` gives its row).
- `states`: the table `MOVES` and `move(tx, held, to, mover, *, reason, signature)`; who moves: `states.agent(agent)`,
  `states.customer(name, how)`, `states.SYSTEM`. `states.require(row, to, mover)` asks without moving. `OPEN`: the customer may say yes.
- `holding`: `seen(connection, agent, id)` reads, `held(tx, agent, id)` and `hold(tx, id)` lock: a `Held(row, conversation)`.
- `shaping`: `summary(row)`, `quotation(row)`, `content(row)`. `sums`: what it comes to. `announcing.changed(tx, row)`.
- `shaping.frozen(row)`: the office as it was at issue (None for a draft).
- `lists`: pages, totals by currency, moves. `templates`, `price_list`, `rates`, `numbers`, `files`.
- `rendering.pdf(hub, row, office) -> bytes`: the paper of a row, the present one's or an earlier version's; pictures come from the store.
- The way to the customer: `sending.send` queues the message, `carriers` says in which form, `hub.work.quotations` draws its document
  and `following` moves the quotation with what became of it. The way back: `answers.take` (taps, within the intake) and `customer_page`
  (the private page, by `page_links`; `page_shaping` is what it shows, `words` are its words). `reminders` and `expiry` go by the
  clock; `approvals` is a manager's word.
- Amounts: `hub.money.shape` and `plain` on the wire, `formats` as a language writes them.
- Rows: `storage/quotations/rows.py` (`get lock change heads`), `storage/quotations/moves.py`. Settings: `Configuration.quotations`.

The line of a thread that tells of a move is a system message with the content `{event: "quotation", quotation, number, revision, from, to,
by, doer, how, name, reason}`.
"""

"""What the office writes to its own people. A verb puts a row into the queue; the words and the link are made when it is sent.

For a forgotten password the row is all a request writes, whoever is asked for: whether somebody has the address is looked up later, by
a worker, so that neither the answer nor its time can tell.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from channels.mail_out import Letter
from hub import configuration, ids, links
from hub.transaction import Transaction
from storage import mail as rows
from storage import users
from storage.mail import MailRow

Kind = Literal["invitation", "password", "password_changed", "two_step_off"]
STALE_MS = 24 * 3_600_000  # what could not be sent for so long helps nobody any more


class Words(Struct, frozen=True):
    subject: str
    text: str


WORDS: dict[str, Words] = {
    "invitation": Words(
        "{by} invites you to {office}",
        "Hello {name},\n\n{by} invites you to the team's inbox, {office}. Choose a password here:\n\n{link}\n\n"
        "The link works once, for seven days.\n",
    ),
    "password": Words(
        "A new password for {office}",
        "Hello {name},\n\nsomebody asked for a new password for you at {office}. Choose one here:\n\n{link}\n\n"
        "The link works once, for an hour. If it was not you, do nothing: your password stays as it is.\n",
    ),
    "password_changed": Words(
        "Your password for {office} was changed",
        "Hello {name},\n\nyour password for {office} was changed. If it was not you, ask an administrator at once "
        "to end your sessions.\n",
    ),
    "two_step_off": Words(
        "Two-step sign-in for {office} is off",
        "Hello {name},\n\ntwo-step sign-in was turned off for you at {office}: your password alone lets you in. "
        "If it was not you, ask an administrator at once to end your sessions.\n",
    ),
}


async def post(tx: Transaction, kind: Kind, address: str, by_name: str = "") -> None:
    """Puts a letter into the queue."""
    row = MailRow(id=ids.new(), kind=kind, address=address, by_name=by_name, tries=0, created_at=tx.now)
    await rows.add(tx.connection, row)


async def compose(tx: Transaction, row: MailRow, public_url: str) -> Letter | None:
    """The letter as it is to be sent now, with a link of its own where it needs one. None: there is nobody to write it to (any more)."""
    user = await users.by_email(tx.connection, row.address)
    if user is None or not user.active or tx.now - row.created_at > STALE_MS:
        return None
    if row.kind == "invitation" and user.password_hash is not None:
        return None  # came in by the copied link
    # who forgot a password that was never chosen needs the invitation
    kind = "invitation" if user.password_hash is None else row.kind
    link = ""
    if kind == "invitation":
        link = links.url(await links.make(tx, "invitation", user.id, links.INVITATION_MS), public_url)
    elif kind == "password":
        link = links.url(await links.make(tx, "password", user.id, links.MAILED_PASSWORD_MS), public_url)
    office = (await configuration.read(tx.connection)).branding.name
    told = {"name": user.name, "office": office, "by": row.by_name or office, "link": link}
    words = WORDS[kind]
    return Letter(id=row.id, to=user.email, subject=words.subject.format(**told), text=words.text.format(**told))

"""What the office writes to its own people. A verb puts a row into the queue; the words and the link are made when it is sent.

For a forgotten password the row is all a request writes, whoever is asked for: whether somebody has the address is looked up later, by
a worker, so that neither the answer nor its time can tell.
"""

from __future__ import annotations

from typing import cast

from channels.mail_out import Letter
from hub import ids
from hub.mail import words as mail_words
from hub.mail.words import Kind
from hub.office import configuration
from hub.team import links
from hub.transaction import Transaction
from storage.mail import post as rows
from storage.mail.post import MailRow
from storage.team import users

STALE_MS = 24 * 3_600_000  # what could not be sent for so long helps nobody any more


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
    kind = "invitation" if user.password_hash is None else cast(Kind, row.kind)
    link = ""
    if kind == "invitation":
        link = links.url(await links.make(tx, "invitation", user.id, links.INVITATION_MS), public_url)
    elif kind == "password":
        link = links.url(await links.make(tx, "password", user.id, links.MAILED_PASSWORD_MS), public_url)
    office = (await configuration.read(tx.connection)).branding.name
    told = {"name": user.name, "office": office, "by": row.by_name or office, "link": link}
    words = mail_words.of(kind, told, user.language)
    return Letter(id=row.id, to=user.email, subject=words.subject, text=words.text)

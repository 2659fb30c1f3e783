"""When a mail's sender is who its address says, and when that is only claimed: anybody can write any address into a mail.

The rule. An address is proven when the receiving server says that the address in From passed DMARC, or when the mail answers a
conversation with the contact whose address it is (by our signed token, or by naming a message of it: who can, has read our mail). What
was written in the mailbox itself is ours. An address of somebody who is known by mail alone needs no proof: there is nothing else to
get at. What is left, a claim to be somebody whom we know by a number or by LINE, stands under a contact of its own: the address claimed
("mail_from"), which the page of duplicates proposes to merge. Who merges the two has decided, and further mails follow.
"""

from __future__ import annotations

from msgspec import structs

from channels.channel import Alias, Person, Received
from hub.receiving.book import Book, Item
from storage.intake import batches as intake

MAIL = "mail"
ADDRESS = "email"
CLAIMED = "mail_from"  # the kind of alias of an address somebody claims to write from


async def weigh(book: Book) -> None:
    """Names the senders of unproven mails by their claim alone. Costs nothing where no mail came."""
    doubtful = [item for item in book.waiting(Received) if item.kind == MAIL and not _passed(item)]
    addresses = {alias.value for item in doubtful for alias in _received(item).person.aliases if alias.kind == ADDRESS}
    if not addresses:
        return
    owners = await intake.known_besides(book.connection, ADDRESS, addresses, (ADDRESS, CLAIMED))
    for item in doubtful:
        fact = _received(item)
        there = book.threads.get(book.named.get(id(item), ""))
        claims = tuple(_claim(alias, owners, there[0] if there else None) for alias in fact.person.aliases)
        if claims != fact.person.aliases:
            item.claimed = fact.person
            item.fact = structs.replace(fact, person=Person(aliases=claims, name=fact.person.name))


def _claim(alias: Alias, owners: dict[str, str], answers: str | None) -> Alias:
    """`owners`: by address the contact it is of; `answers`: the contact whose conversation the mail goes on."""
    owner = owners.get(alias.value) if alias.kind == ADDRESS else None
    return alias if owner is None or owner == answers else Alias(CLAIMED, alias.value)


def _passed(item: Item) -> bool:
    """DMARC speaks of From: where answers are to go may be anybody's."""
    fact = _received(item)
    if fact.by != "customer":
        return True
    mail = fact.content.get("mail")
    if not isinstance(mail, dict) or not isinstance(sender := mail.get("from"), dict):
        return False
    verdicts = mail.get("verdicts") or {}
    return verdicts.get("dmarc") == "pass" and all(
        alias.value == sender.get("address") for alias in fact.person.aliases
    )


def _received(item: Item) -> Received:
    assert isinstance(item.fact, Received)
    return item.fact

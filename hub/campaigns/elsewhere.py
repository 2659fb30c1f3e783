"""The pre-flight of what does not arrive: what stands in the way of the other ways, how many they may take, and what they lack."""

from __future__ import annotations

from collections.abc import Mapping

from hub.accounts import quotas
from hub.campaigns import contents, ways
from hub.campaigns.contents import Wording
from hub.campaigns.tally import Tally, WayTally
from hub.office import configuration
from hub.wire.campaign_ways import FallbackForecast, FallbackWay
from hub.wire.campaigns import Campaign, Finding
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.database import Connection

CODE = "fallback"  # of every finding about it
NAMES: Mapping[str, str] = {"line": "LINE", "mail": "e-mail"}


async def obstacles(connection: Connection, campaign: Campaign, public_url: str | None = None) -> list[Finding]:
    """What keeps the campaign from starting: words that are missing, or cannot be filled whoever gets them. `public_url` None: not known."""
    if not campaign.fallback:
        return []
    told = (await configuration.read(connection)).campaigns.opt_out
    wordings: list[Wording | None] = [*(await contents.materials(connection, campaign)).every()]
    found = []
    for way in campaign.fallback:
        account = await channels.get(connection, way.channel)
        if account is None or account.state in ("deactivated", "unconfigured"):
            found.append(_error("A channel account it goes on over is gone. Choose another one."))
            continue
        found += _of_words(way, account)
        unknown = {place for wording in wordings or [None] for place in ways.unknown_places(way, wording)}
        found += [
            _error(f"Nothing is called {{{{{place}}}}} in the words for {account.name}.") for place in sorted(unknown)
        ]
        if account.kind == "mail" and public_url is not None and not ways.no(public_url, told).possible:
            words = "A mail to many must say how to get no more of them: set a public address, or a word that opts out."
            found.append(_error(words))
    return found


async def warnings(connection: Connection, campaign: Campaign, told: Tally) -> list[Finding]:
    """What is to be known: accounts that are paused, months that are nearly used up, people who cannot be reached there."""
    found = []
    for way, counted in zip(campaign.fallback, _padded(campaign, told), strict=True):
        account = await channels.get(connection, way.channel)
        if account is None:
            continue
        if account.state == "paused":
            words = f"{account.name} is paused: whoever is to be reached there waits until it goes on."
            found.append(_warning(words))
        quota = quotas.of(account)
        left = None if quota is None else quota.left
        if left is not None and left < counted.most:
            words = f"{account.name} has {left:,} messages left this month; up to {counted.most:,} people may be written to there."
            found.append(_warning(words, counted.most - left))
        for code, count in sorted(counted.shut.items()):
            found.append(_warning(_shut(code, count, NAMES.get(account.kind, account.kind)), count))
    return found


async def forecasts(connection: Connection, campaign: Campaign, told: Tally) -> list[FallbackForecast]:
    found = []
    for way, counted in zip(campaign.fallback, _padded(campaign, told), strict=True):
        account = await channels.get(connection, way.channel)
        if account is not None and account.kind in NAMES:
            found.append(_forecast(account, counted))
    return found


def sentence(forecast: FallbackForecast) -> str:
    sure = f" {forecast.sure:,} of them have no WhatsApp number and get it there for certain." if forecast.sure else ""
    push = " Each costs one of the month's messages." if forecast.kind == "line" else ""
    people = "1 person" if forecast.most == 1 else f"{forecast.most:,} people"
    return f"What does not arrive goes on over {forecast.name}: to {people} at most.{sure}{push}"


def _shut(code: str, count: int, name: str) -> str:
    """Why so many cannot be reached another way."""
    if code == "no_consent":
        return f"Never agreed to marketing by {name}: {count:,} of those who are meant."
    if code == "opted_out":
        return f"Want nothing by {name}: {count:,} of those who are meant."
    if code == "parameters":
        return f"Lack what the words by {name} are filled with: {count:,} of those who are meant."
    return f"Not to be reached by {name}: {count:,} of those who are meant."


def _forecast(account: AccountRow, counted: WayTally) -> FallbackForecast:
    quota = quotas.of(account)
    return FallbackForecast(
        channel=account.id,
        kind=account.kind,  # type: ignore[arg-type]
        name=account.name,
        most=counted.most,
        sure=counted.sure,
        left=None if quota is None else quota.left,
    )


def _padded(campaign: Campaign, told: Tally) -> list[WayTally]:
    """Of each way, where the audience said nothing of it too."""
    return [*told.ways, *(WayTally() for _ in campaign.fallback)][: len(campaign.fallback)]


def _of_words(way: FallbackWay, account: AccountRow) -> list[Finding]:
    found = []
    if not way.text.strip():
        found.append(_error(f"Write what is said over {account.name}."))
    if account.kind == "mail" and not (way.subject or "").strip():
        found.append(_error(f"Give the mail from {account.name} a subject."))
    return found


def _error(message: str) -> Finding:
    return Finding(level="error", code=CODE, message=message)


def _warning(message: str, count: int = 0) -> Finding:
    return Finding(level="warning", code=CODE, message=message, count=count)

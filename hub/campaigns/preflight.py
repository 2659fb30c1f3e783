"""Before the first message: what stands in the way, what will happen, and what it costs, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from hub import shaping
from hub.campaigns import audience, budget, contents, elsewhere, looking, prices, tally
from hub.campaigns.contents import Wording
from hub.campaigns.tally import Tally
from hub.durations import DAY_MS
from hub.office import configuration
from hub.texts import templates
from hub.transaction import milliseconds
from hub.wire.campaigns import Campaign, Cost, Finding, Preflight, StepForecast
from hub.wire.errors import Refusal
from storage.accounts import channels
from storage.accounts.channels import AccountRow
from storage.campaigns import files as campaign_files
from storage.campaigns import sends as campaign_sends
from storage.campaigns.rows import CampaignRow
from storage.database import Connection, Database

UNLIMITED = "TIER_UNLIMITED"


async def report(database: Database, campaign: Campaign, public_url: str = "") -> Preflight:
    """Looks at everybody the audience means now. `public_url`: of this hub, where its links are looked at."""
    async with database.reading() as connection:
        asked = await looking.asked(connection, campaign, public_url)
    told = await looking.tally(database, asked)
    async with database.reading() as connection:
        return await written(connection, campaign, told, public_url)


async def written(connection: Connection, campaign: Campaign, told: Tally, public_url: str = "") -> Preflight:
    """What was counted, with what stands in the way, as a report."""
    findings = await obstacles(connection, campaign, public_url)
    findings += await _limit(connection, campaign, told.sends)
    findings += await elsewhere.warnings(connection, campaign, told)
    if not told.sends and not any(way.sure for way in told.ways):
        findings.append(_error("nobody", "There is nobody to send it to."))
    findings += [_group("skip", code, told.skipped[code], tally.SKIPPED[code]) for code in told.skipped]
    findings += [_group("warning", code, told.warned[code], tally.WARNED[code]) for code in told.warned]
    findings.sort(key=lambda each: (("error", "skip", "warning").index(each.level), -each.count, each.code))
    cost = await _cost(connection, told)
    steps = await _steps(connection, campaign, told)
    fallback = await elsewhere.forecasts(connection, campaign, told)
    return Preflight(
        ok=all(each.level != "error" for each in findings),
        people=told.people,
        sends=told.sends,
        skipped=told.people - told.sends,
        findings=findings,
        languages=told.languages,
        variants=told.variants,
        cost=cost,
        words=[*_words(told, findings, cost, steps), *map(elsewhere.sentence, fallback)],
        checked_at=shaping.time_text(milliseconds()),
        steps=steps,
        fallback=fallback,
    )


async def require(connection: Connection, campaign: Campaign) -> None:
    """Raises Refusal `conflict`, with everything that stands in its way, when the campaign cannot start whoever it means."""
    found = await obstacles(connection, campaign)
    found += await _limit(connection, campaign, None)
    errors = [each for each in found if each.level == "error"]
    if errors:
        told = [{"field": each.code, "message": each.message, "level": "error"} for each in errors]
        raise Refusal("conflict", errors[0].message, violations=told)


async def obstacles(connection: Connection, campaign: Campaign, public_url: str | None = None) -> list[Finding]:
    """What concerns the campaign as a whole: its template, its file, its account, its audience, its other ways."""
    found = []
    if not audience.names_somebody(campaign.audience):
        found.append(_error("audience", audience.NOBODY))
    try:
        await audience.compiled(connection, campaign.audience)
    except Refusal as refusal:  # a field it asks for was removed
        found.append(_error("audience", refusal.message))
    account = await channels.get(connection, campaign.channel)
    if account is None or account.state != "active":
        reason = "gone" if account is None else f"{account.state}{f': {account.reason}' if account.reason else ''}"
        found.append(_error("channel", f"{account.name if account else 'The channel account'} is {reason}."))
    if campaign.template is None and sum(each.share for each in campaign.variants) < 100:
        found.append(_error("template", "Choose a template."))
    found += await _contents(connection, campaign)
    for number, step in enumerate(campaign.steps, campaign.step + 1):
        found += [_of_step(number, each) for each in await _contents(connection, contents.of_step(campaign, step))]
    return found + await elsewhere.obstacles(connection, campaign, public_url)


async def _contents(connection: Connection, campaign: Campaign) -> list[Finding]:
    """Of its templates: whether they are there and approved, what fills them, their files."""
    found: list[Finding] = []
    materials = await contents.materials(connection, campaign)
    wordings = materials.every()
    for wording in wordings:
        found += _of_template(wording)
    kinds = await campaign_files.kinds(connection, {each.media for each in wordings if each.media is not None})
    for wording, needed in contents.without_media(materials, kinds):
        found.append(_error("media", f"{_called(wording)} needs a file of the kind {needed} for its heading."))
    return found


def _of_step(number: int, finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, message=f"Step {number}: {finding.message}")


def stored(row: CampaignRow) -> Tally | None:
    """What freezing counted."""
    return None if row.report is None else msgspec.json.decode(row.report, type=Tally)


def _of_template(wording: Wording) -> list[Finding]:
    row = wording.row
    if row is None:
        return [_error("template", f"There is no template {_called(wording)} on this number.")]
    found = []
    if row.status != "APPROVED":
        why = f" {row.reason}" if row.reason else ""
        words = f"{_called(wording)} is {row.status.lower().replace('_', ' ')}, so it cannot be sent.{why}"
        found.append(_error("template", words))
    if row.quality in ("RED", "YELLOW"):
        how = "low" if row.quality == "RED" else "medium"
        words = f"{_called(wording)} has {how} quality: WhatsApp may pause it while it is sent."
        found.append(Finding(level="warning", code="quality", message=words))
    for place in contents.unknown_places(wording):
        found.append(_error("parameters", f"{_called(wording)} has no place called {place}."))
    for place in contents.empty_places(wording):
        found.append(_error("parameters", f"Nothing fills {place} of {_called(wording)}."))
    if (trouble := templates.unsendable(row)) is not None:
        found.append(_error("template", trouble))
    return found


async def _limit(connection: Connection, campaign: Campaign, sends: int | None) -> list[Finding]:
    """Of the portfolio: how many more may be reached today. `sends` None: not counted yet."""
    account = await channels.get(connection, campaign.channel)
    if account is None or (account.tier or "").upper() == UNLIMITED:
        return []
    most = budget.limit_of(account.tier)
    if most is None:
        words = "How many people this number may reach a day is not known: the provider has not said."
        level = "error" if campaign.sending.unknown_tier == "block" else "warning"
        return [Finding(level=level, code="tier", message=words)]  # type: ignore[arg-type]
    if sends is None:
        return []
    left = max(0, most - await _reached(connection, account))
    if sends <= left:
        return []
    days = 1 + -(-(sends - left) // most)
    words = f"WhatsApp lets you reach {most:,} people in 24 hours, {left:,} more now; this goes to {sends:,} and takes about {days} days."
    return [Finding(level="warning", code="tier", message=words, count=sends - left)]


async def _reached(connection: Connection, account: AccountRow) -> int:
    return (
        0
        if account.business is None
        else await campaign_sends.reached(connection, account.business, milliseconds() - DAY_MS)
    )


async def _cost(connection: Connection, told: Tally) -> Cost:
    office = await configuration.read(connection)
    return prices.estimate(told.by_place(), office.campaigns.prices, datetime.now(UTC).date())


async def _steps(connection: Connection, campaign: Campaign, told: Tally) -> list[StepForecast]:
    """What each follow-up comes to if nobody answers: to everybody, wherever they live, at its own template's category."""
    countries: dict[str | None, int] = {}
    for (country, _), count in told.by_place().items():
        countries[country] = countries.get(country, 0) + count
    office, found = await configuration.read(connection), []
    for number, step in enumerate(campaign.steps, campaign.step + 1):
        materials = await contents.materials(connection, contents.of_step(campaign, step))
        category = next((each.row.category for each in materials.every() if each.row is not None), None)
        most = {(country, category): count for country, count in countries.items()}
        cost = prices.estimate(most, office.campaigns.prices, datetime.now(UTC).date())
        found.append(
            StepForecast(
                step=number, after_days=step.after_days, template=step.template.name, most=told.sends, cost=cost
            )
        )
    return found


def _words(told: Tally, findings: list[Finding], cost: Cost, steps: list[StepForecast]) -> list[str]:
    """The whole report, a sentence each."""
    people = "1 person is meant" if told.people == 1 else f"{told.people:,} people are meant"
    said = [f"{people}; {told.sends:,} will get a message."]
    said += [each.message for each in findings]
    if told.sends:
        said.append(_price(cost))
        said += [_follow_up(step) for step in steps]
    return said


def _follow_up(step: StepForecast) -> str:
    days = "a day" if step.after_days == 1 else f"{step.after_days} days"
    who = f"whoever has not answered {days} after it was sent gets {step.template}"
    return f"Step {step.step}: {who}, {step.most:,} people at most, about {step.cost.currency} {step.cost.amount}."


def _price(cost: Cost) -> str:
    left_out = sum(line.count for line in cost.lines if line.amount is None)
    known = f"It costs about {cost.currency} {cost.amount} (prices of {cost.effective}), if all are delivered outside of open conversations."
    if not left_out:
        return known
    places = ", ".join(cost.unknown[:10])
    return f"{known} Not counted: {left_out:,} messages whose price is not known ({places})."


def _group(level: str, code: str, group: tally.Group, words: tuple[str, str]) -> Finding:
    message = tally.sentence(group, words)
    return Finding(level=level, code=code, message=message, count=group.count, contacts=group.contacts)  # type: ignore[arg-type]


def _error(code: str, message: str) -> Finding:
    return Finding(level="error", code=code, message=message)


def _called(wording: Wording) -> str:
    return f"{wording.name} ({wording.language})"

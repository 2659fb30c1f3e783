"""News about the business account, its numbers and groups, each told in a sentence for administrators."""

from __future__ import annotations

from typing import Literal

from channels.channel import AccountTold
from channels.values import Json, clean_text, id_of, list_of, moment, object_of, objects_of, text_of
from channels.whatsapp.content import errors_of
from channels.whatsapp.errors import explain

Severity = Literal["info", "warning", "alarm"]

EVENT_LIMIT = 120  # characters
# account_update: event → (sentence, severity, nothing can be sent now)
UPDATES: dict[str, tuple[str, Severity, bool]] = {
    "ACCOUNT_DELETED": ("The WhatsApp business account was deleted.", "alarm", True),
    "ACCOUNT_VIOLATION": ("Meta reports a violation of its policy: {violation}.", "warning", False),
    "ACCOUNT_RESTRICTION": ("Meta restricts the account: {restrictions}.", "alarm", False),
    "ACCOUNT_OFFBOARDED": ("The number was taken off the Cloud API.", "alarm", True),
    "ACCOUNT_RECONNECTED": ("The number is connected to the Cloud API again.", "info", False),
    "AD_ACCOUNT_LINKED": ("An advertising account was linked.", "info", False),
    "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": ("International prices for authentication messages changed.", "info", False),
    "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE": ("The business's primary country is now {country}.", "info", False),
    "MM_LITE_TERMS_SIGNED": ("The terms of the Marketing Messages API were signed.", "info", False),
    "PARTNER_ADDED": ("A partner was given access to the account.", "info", False),
    "PARTNER_REMOVED": ("A partner's access to the account ended.", "warning", False),
    "PARTNER_APP_INSTALLED": ("A partner's app was connected to the account.", "info", False),
    "PARTNER_APP_UNINSTALLED": ("A partner's app was disconnected from the account.", "warning", False),
    "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE": ("The business verification is {certification}.", "info", False),
    "VERIFIED_ACCOUNT": ("The account was verified.", "info", False),
    "VOLUME_BASED_PRICING_TIER_UPDATE": ("A new price tier was reached: {tier}.", "info", False),
}
BANS: dict[str, tuple[str, Severity, bool]] = {
    "SCHEDULE_FOR_DISABLE": ("Meta will disable the account on {date}.", "alarm", False),
    "DISABLE": ("Meta disabled the account on {date}.", "alarm", True),
    "REINSTATE": ("Meta reinstated the account on {date}.", "info", False),
}
QUALITY_WARNINGS = frozenset({"FLAGGED", "DOWNGRADE"})
DECISIONS: dict[str, Severity] = {"REJECTED": "alarm", "DEFERRED": "warning"}


def account_update(value: Json) -> tuple[str, str, Severity, bool]:
    """(event, sentence, severity, pauses) of an `account_update`."""
    event = text_of(value.get("event")) or "told"
    if event == "DISABLED_UPDATE":
        ban = object_of(value.get("ban_info"))
        state = text_of(ban.get("waba_ban_state")) or ""
        sentence, severity, pauses = BANS.get(state, (f"The account's ban changed: {words(state)}.", "alarm", False))
        return (
            event,
            _filled(sentence, {"date": text_of(ban.get("waba_ban_date")) or "an unknown day"}),
            severity,
            pauses,
        )
    sentence, severity, pauses = UPDATES.get(event, (f"The account changed: {words(event)}.", "info", False))
    restrictions = ", ".join(words(item.get("restriction_type")) for item in objects_of(value.get("restriction_info")))
    facts = {
        "violation": words(object_of(value.get("violation_info")).get("violation_type")),
        "restrictions": restrictions or "unnamed",
        "country": text_of(value.get("country")) or "unknown",
        "certification": words(object_of(value.get("partner_client_certification_info")).get("status")),
        "tier": text_of(object_of(value.get("volume_tier_info")).get("tier")) or "unknown",
    }
    return event, _filled(sentence, facts), severity, pauses


def _filled(sentence: str, facts: dict[str, str]) -> str:
    """Not str.format: what Meta says may hold braces."""
    for name, value in facts.items():
        sentence = sentence.replace("{" + name + "}", value)
    return sentence


def _number(value: Json) -> str:
    number = text_of(value.get("display_phone_number"))
    return f"+{number.lstrip('+')}" if number else "the number"


def _quality(value: Json) -> tuple[str, str, Severity, bool]:
    event = text_of(value.get("event")) or "told"
    limit = value.get("max_daily_conversations_per_business") or value.get("current_limit")
    told = f" Its limit is {words(limit)}." if limit else ""
    severity: Severity = "warning" if event in QUALITY_WARNINGS else "info"
    return event, f"Quality of {_number(value)}: {words(event)}.{told}", severity, False


def _name(value: Json) -> tuple[str, str, Severity, bool]:
    event = text_of(value.get("decision")) or "told"
    name = text_of(value.get("requested_verified_name")) or "the display name"
    reason = f": {words(value.get('rejection_reason'))}" if value.get("rejection_reason") else ""
    return (
        event,
        f"The display name “{name}” of {_number(value)} was {words(event)}{reason}.",
        DECISIONS.get(event, "info"),
        False,
    )


def _review(value: Json) -> tuple[str, str, Severity, bool]:
    event = text_of(value.get("decision")) or "told"
    return event, f"Meta's review of the account: {words(event)}.", DECISIONS.get(event, "info"), False


def _username(value: Json) -> tuple[str, str, Severity, bool]:
    event = text_of(value.get("status")) or "told"
    name = text_of(value.get("username")) or "unnamed"
    return event, f"The username @{name.lstrip('@')} of {_number(value)} is {words(event)}.", "info", False


def _handover(value: Json) -> tuple[str, str, Severity, bool]:
    event = text_of(value.get("type")) or "told"
    passed = object_of(value.get("control_passed"))
    sender = text_of(object_of(value.get("sender")).get("phone_number"))
    who = f" with +{sender.lstrip('+')}" if sender else ""
    reason = f": {text_of(passed.get('metadata'))}" if text_of(passed.get("metadata")) else ""
    former, now = words(passed.get("previous_owner_role")), words(passed.get("new_owner_role"))
    return event, f"A conversation{who} passed from {former} to {now}{reason}.", "info", False


def _groups(value: Json) -> tuple[str, str, Severity, bool]:
    groups = objects_of(value.get("groups"))
    kinds = [text_of(group.get("type")) or "told" for group in groups]
    sentences = ", ".join(
        f"{words(kind)} ({text_of(group.get('group_id')) or 'unnamed'})"
        for kind, group in zip(kinds, groups, strict=True)
    )
    return (kinds[0] if len(set(kinds)) == 1 else "several"), f"News of groups: {sentences or 'none'}.", "info", False


def _alert(value: Json) -> tuple[str, str, Severity, bool]:
    info = object_of(value.get("alert_info"))
    event = text_of(value.get("alert_type")) or text_of(info.get("alert_type")) or text_of(value.get("event")) or "told"
    told = text_of(value.get("alert_description")) or text_of(info.get("alert_description")) or words(event)
    loud = (text_of(value.get("alert_severity")) or text_of(info.get("alert_severity")) or "").upper() in (
        "CRITICAL",
        "HIGH",
    )
    return event, f"Meta warns: {told}", "alarm" if loud else "warning", False


READERS = {
    "account_update": account_update,
    "account_alerts": _alert,
    "account_review_update": _review,
    "phone_number_quality_update": _quality,
    "phone_number_name_update": _name,
    "business_username_update": _username,
    "messaging_handovers": _handover,
    "group_lifecycle_update": _groups,
    "group_participants_update": _groups,
    "group_settings_update": _groups,
    "group_status_update": _groups,
}
# Known by name, without a sentence of their own.
PLAIN = {
    "business_capability_update": "What the business may do changed",
    "security": "A security setting of the number changed",
    "payment_configuration_update": "The payment configuration changed",
    "partner_solutions": "A partner solution changed",
    "automatic_events": "Meta saw an event in a conversation",
    "flows": "A Flow changed",
    "account_settings_update": "A setting of the account changed",
    "tracking_events": "A link was followed",
}


def told(field: str, value: Json, account: str | None, business: str | None, time: int) -> AccountTold:
    """News in one of the account's fields (`READERS` or `PLAIN`)."""
    if field in READERS:
        event, summary, severity, pauses = READERS[field](value)
    else:
        event = text_of(value.get("event")) or text_of(value.get("event_name")) or "told"
        summary, severity, pauses = f"{PLAIN[field]}: {words(event)}.", "info", False
    owner = id_of(object_of(value.get("waba_info")).get("waba_id"), EVENT_LIMIT)
    return AccountTold(
        account=account or id_of(object_of(value.get("recipient")).get("phone_number_id"), EVENT_LIMIT),
        business=owner or business,
        field=field,
        event=event[:EVENT_LIMIT],
        at=time or moment(value.get("timestamp")),
        summary=clean_text(summary),
        detail=value,
        severity=severity,
        pauses=pauses,
    )


def errors(value: Json, field: str, account: str | None, business: str | None, time: int) -> list[AccountTold]:
    """Value-level errors: about the system, the app or the account, not about one message."""
    return (
        [_error(error, field, account, business, time) for error in errors_of(value)]
        if list_of(value.get("errors"))
        else []
    )


def _error(error: Json, field: str, account: str | None, business: str | None, time: int) -> AccountTold:
    code = error.get("code") or "0"
    reason = error.get("details") or error.get("title")
    meaning = explain(code, reason)
    return AccountTold(
        account=account,
        business=business,
        field=field,
        event=f"error_{code}"[:EVENT_LIMIT],
        at=time,
        summary=f"WhatsApp reports error {code}: {reason or meaning.message}",
        detail=error,
        severity="alarm" if meaning.outcome == "pause" else "warning",
        pauses=meaning.outcome == "pause",
    )


def words(value: object) -> str:
    """SCHEDULE_FOR_DISABLE as a person would say it."""
    return (text_of(value) or "unknown").replace("_", " ").lower()

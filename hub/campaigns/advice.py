"""Why recipients failed or were skipped, in words, and what whoever runs the campaign can do about it. A closed table, by the provider's
code and by our own reasons; a code it does not know is shown as the provider said it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from hub.campaigns.tally import SKIPPED


class Advice(Struct, frozen=True):
    message: str
    what_to_do: str


NOBODY_SAID = "No reason was given."
LOOK_UP = "Look the code up in Meta's error reference."
TOKEN = Advice(
    "WhatsApp does not accept the access token.",
    "Set a new permanent token for the number, then retry those who failed.",
)
PERMISSION = Advice(
    "The access token may not send.", "Give the system user the WhatsApp permissions and make a new token, then retry."
)
LOCKED = Advice(
    "Meta has locked or restricted the account.",
    "Appeal in WhatsApp Manager under Account quality. Send nothing before that.",
)
BUSY = Advice("WhatsApp was busy or briefly out of order, also after several tries.", "Retry those who failed later.")
TOO_FAST = Advice(
    "The account asked WhatsApp too often, also after several tries.",
    "Retry those who failed later, with a slower pace.",
)
REGISTER = Advice(
    "The number is not registered with WhatsApp.", "Register or verify the number in WhatsApp Manager, then retry."
)
VALUES = Advice(
    "The values do not fit the template.",
    "Look at the fields that fill it and at their fallbacks, send a test, then retry.",
)

FAILED: Mapping[str, Advice] = {
    "0": TOKEN,
    "190": TOKEN,
    "3": PERMISSION,
    "10": PERMISSION,
    "131005": PERMISSION,
    "1": BUSY,
    "2": BUSY,
    "131016": BUSY,
    "133000": BUSY,
    "133004": BUSY,
    "131057": BUSY,
    "134101": BUSY,
    "4": TOO_FAST,
    "80007": TOO_FAST,
    "80008": TOO_FAST,
    "130429": TOO_FAST,
    "33": Advice("WhatsApp does not know the sending number.", "The number was deleted: choose another one."),
    "100": Advice(
        "WhatsApp found a wrong value in the message.", "Synchronise the templates, look at the parameters, then send a test."
    ),
    "368": LOCKED,
    "131031": LOCKED,
    "130403": Advice("You have blocked these people.", "Unblock them, or leave them out of the audience."),
    "130472": Advice(
        "Meta held it back as part of an experiment: some people get no marketing at all.",
        "Nothing can be done about it. Do not retry; reach them another way or wait until they write.",
    ),
    "130497": Advice("Meta does not let this line of business write to their country.", "Leave the country out of the audience."),
    "131000": Advice("Something went wrong at WhatsApp.", "It may have arrived. Wait for statuses before you retry."),
    "131008": VALUES,
    "131009": VALUES,
    "132000": VALUES,
    "132012": VALUES,
    "132018": VALUES,
    "135000": VALUES,
    "131021": Advice("The number cannot write to itself.", "Leave your own numbers out of the audience."),
    "131026": Advice(
        "Their numbers cannot be reached: not on WhatsApp, an old app, or its terms not accepted.",
        "Do not retry. Check the numbers, and reach these people another way.",
    ),
    "131030": Advice("A test number writes only to numbers on its list.", "Use a real number, or add them to the test number's list."),
    "131037": Advice("The number's display name is not approved.", "Ask for its approval in WhatsApp Manager, then retry."),
    "131042": Advice("Meta cannot charge the account.", "Mend the payment method in Meta's billing settings, then retry."),
    "131045": REGISTER,
    "133005": REGISTER,
    "133006": REGISTER,
    "133010": REGISTER,
    "133015": REGISTER,
    "131047": Advice("WhatsApp takes only a template here.", "Retry: the campaign sends its template again."),
    "131048": Advice(
        "Too many people blocked or reported the number, so WhatsApp slows it down.",
        "Stop for some days. Then write to fewer people, to those who asked for it.",
    ),
    "131049": Advice(
        "Meta did not deliver it, so that these people get less marketing.",
        "Wait at least a day before you retry; who writes to you gets it at once. Write less often.",
    ),
    "131050": Advice(
        "These people want no marketing from you any more.", "They are noted as opted out and get nothing more. Do not retry."
    ),
    "131053": Advice("WhatsApp does not accept the heading's file.", "Upload it in another format (JPEG, PNG, MP4, PDF) and send again."),
    "131055": Advice("Only marketing templates may go this way.", "Choose a marketing template."),
    "131056": Advice("Too many messages to the same person in a short time.", "Retry in some minutes."),
    "131062": Advice("A message of this kind needs the telephone number.", "Ask these people for their number first."),
    "131063": Advice("Marketing templates are switched off for this number.", "Switch them on in WhatsApp Manager, then retry."),
    "131064": Advice("Too many templates in the wrong category.", "Correct their categories in WhatsApp Manager and retry after a day."),
    "132001": Advice(
        "The template does not exist in this language, or is not approved.", "Synchronise the templates and choose another one."
    ),
    "132005": Advice("With its values the template is too long.", "Shorten what fills it, then retry."),
    "132007": Advice("The template breaks a rule of WhatsApp.", "Change its text and have it approved again."),
    "132015": Advice(
        "The template was paused for its low quality.", "Wait until WhatsApp releases it, or go on with another template."
    ),
    "132016": Advice("The template was disabled for its low quality.", "Make a new template; this one does not come back."),
    "134011": Advice("The terms of payments are not accepted.", "Accept them in WhatsApp Manager, then retry."),
    "134102": Advice("The Marketing Messages API is not open to this account.", "Send through the Cloud API."),
}  # fmt: skip
"""By the provider's code."""

SKIPPED_BECAUSE: Mapping[str, str] = {
    "opted_out": "Nothing: their word counts. They can opt in again themselves.",
    "blocked": "Unblock those who were blocked by mistake.",
    "no_consent": "Ask for their consent first, or let missing consent only warn.",
    "unreachable": "Add their telephone numbers, or reach them another way.",
    "bad_number": "Correct the numbers, with the country's code.",
    "duplicate": "Nothing: the number gets it once. Merge contacts that are one person.",
    "written_recently": "Wait, or lower the days between campaigns.",
    "too_often": "Send on another day, or raise how many messages a day people get.",
    "template": "Add a translation, or choose a default language that has a template.",
    "parameters": "Fill in the missing fields or give fallbacks.",
    "cancelled": "Copy the campaign to reach them after all.",
    "gone": "Nothing: the contacts were deleted.",
    "answered": "Nothing: they answered before the follow-up.",
    "clicked": "Nothing: they followed the link before the follow-up.",
}
"""By our own reasons."""

UNKNOWN = Advice(
    "The connection broke while these were sent, so nobody knows whether they arrived.",
    "They are never sent again by themselves. A late status settles them; else decide for each in its conversation.",
)


def of(state: str, reason: str | None, detail: str | None) -> tuple[str, str | None]:
    """What it means, and what to do about it. `detail`: what was said of one of them."""
    if state == "skipped":
        words = SKIPPED.get(reason or "")
        message = words[0] if words is not None else detail or reason or NOBODY_SAID
        return _sentence(message), SKIPPED_BECAUSE.get(reason or "")
    if state == "unknown" and reason is None:
        return UNKNOWN.message, UNKNOWN.what_to_do
    known = _known(reason or "")
    if known is not None:
        return known.message, known.what_to_do
    return _sentence(detail or reason or NOBODY_SAID), LOOK_UP if reason else None


def _known(code: str) -> Advice | None:
    if code.isdecimal() and 200 <= int(code) <= 299:
        return PERMISSION
    return FAILED.get(code)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."

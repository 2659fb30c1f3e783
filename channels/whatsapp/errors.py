"""Meta's error codes: what each means, what may be done next, and what a person can do.

The code decides, never the HTTP status (throttling comes as 400) and never the title. The same codes come as answers, in statuses and in
value-level errors.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import msgspec

from channels.channel import ChannelError, Outcome
from channels.values import object_of, text_of

Scope = Literal["message", "recipient", "account"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds


class Meaning(NamedTuple):
    outcome: Outcome
    message: str
    advice: str | None = None
    scope: Scope = "message"
    retry_after: float | None = None
    closes_window: bool = False
    opts_out: bool = False
    slows: bool = False


def _never(message: str, advice: str | None = None) -> Meaning:
    return Meaning("never", message, advice)


def _pause(message: str, advice: str) -> Meaning:
    return Meaning("pause", message, advice, "account")


TOKEN = _pause(
    "WhatsApp does not accept the access token.",
    "Make a new permanent token of a system user in Meta's Business settings and set it here.",
)
PERMISSION = _pause(
    "The access token may not do this.",
    "Give the system user the permissions whatsapp_business_messaging and whatsapp_business_management, then make a new token.",
)
LOCKED = _pause(
    "Meta has locked or restricted the account.", "Open WhatsApp Manager, Account quality, and appeal there."
)
BUSY = Meaning("retry", "WhatsApp is busy or briefly out of order.", "It is tried again by itself.")
GROUP = _never(
    "The group does not allow this.", "Check that the group exists, is active and that the number is its member."
)
USERNAME = _never("The username cannot be used.", None)

MEANINGS: dict[int, Meaning] = {
    0: TOKEN,
    190: TOKEN,
    3: PERMISSION,
    10: PERMISSION,
    131005: PERMISSION,
    1: Meaning("retry", "WhatsApp could not handle the request.", "It is tried again a few times."),
    2: BUSY,
    131016: BUSY,
    133000: BUSY,
    133004: BUSY,
    4: Meaning("wait", "The app has asked WhatsApp too often.", "It goes on by itself.", "account", 5 * MINUTE, slows=True),
    80007: Meaning("wait", "The business account has asked WhatsApp too often.", "It goes on by itself.", "account", 5 * MINUTE, slows=True),
    80008: Meaning("wait", "The business account has asked WhatsApp too often.", "It goes on by itself.", "account", 5 * MINUTE, slows=True),
    33: _pause("WhatsApp does not know this phone number.", "The number was deleted: check the phone number id."),
    100: _never("WhatsApp found a wrong value in the message.", "Change the message; a template may need to be synchronised again."),
    368: LOCKED,
    130403: _never("You have blocked this person.", "Unblock them in WhatsApp Manager first."),
    130429: Meaning("retry", "The number sends faster than it may.", "Sending is slowed down by itself.", "account", 1.0, slows=True),
    130472: _never("Meta holds back marketing from this person as part of an experiment.", "Reach them another way, or wait for their message."),
    130497: _never("This country is closed to the account's line of business.", None),
    131000: Meaning("unknown", "Something went wrong at WhatsApp; it may have gone out.", "Wait for its status before you send it again."),
    131008: _never("A part of the message is missing.", "Fill in every parameter."),
    131009: _never("A value of the message is wrong.", "Check number, parameters and that the message you react or reply to is not too old."),
    131020: GROUP,
    131041: GROUP,
    131021: _never("The number cannot write to itself.", "Choose another recipient."),
    131026: _never("WhatsApp cannot deliver to this person.", "They may not use WhatsApp, use an old app or have not accepted its terms. Call, or write by e-mail."),
    131030: _pause("A test number may write only to numbers on its list.", "Add the recipient to the test number's list, or use a real number."),
    131031: LOCKED,
    131037: _pause("The number's display name is not approved.", "Ask for approval of the display name in WhatsApp Manager."),
    131042: _pause("Meta cannot charge the account.", "Check the payment method in Meta's billing settings."),
    131045: _pause("The phone number is not registered.", "Register the number for the Cloud API again."),
    131047: Meaning("never", "The 24-hour window is closed.", "Send a template: only that may open the conversation again.", closes_window=True),
    131048: Meaning("wait", "Too many people blocked or reported this number.", "Send less and only what people asked for; quality recovers in days.", "account", HOUR, slows=True),
    131049: _never("Meta did not deliver it, so that this person gets less marketing.", "Wait at least a day, or for their message."),
    131050: Meaning("never", "This person does not want marketing from you.", "Write about their orders and questions only.", opts_out=True),
    131051: _never("WhatsApp does not support this kind of message.", "Send it as text or as a file."),
    131052: _never("WhatsApp could not fetch the file (it may be over 100 MB).", "Ask for it again, smaller, or by e-mail."),
    131053: _never("WhatsApp does not accept this file.", "Save it in another format (JPEG, PNG, MP4, PDF) and send it again."),
    131055: _never("Only marketing templates may go this way.", "Choose a marketing template."),
    131056: Meaning("wait", "Too many messages to the same person in a short time.", "It goes out by itself in a moment.", "recipient", 4.0),
    131057: Meaning("wait", "The number is being upgraded.", "It is back in about a minute.", "account", MINUTE),
    131060: _never("The message is not available here.", "Look at it on the business's phone."),
    131062: _never("This message needs the person's phone number.", "Ask for the number first; a user id is not enough for it."),
    131063: _pause("Marketing templates are switched off for the Cloud API.", "Switch them on in WhatsApp Manager."),
    131064: Meaning("wait", "Too many templates in the wrong category.", "Correct the templates' categories in WhatsApp Manager.", "account", DAY),
    132000: _never("The number of values does not fit the template.", "Fill in each placeholder, exactly as many as it has."),
    132001: _never("This template does not exist in this language, or is not approved.", "Synchronise the templates and choose another."),
    132005: _never("With its values the template is too long.", "Shorten the values."),
    132007: _never("The template breaks a rule of WhatsApp.", "Change its text in WhatsApp Manager."),
    132012: _never("A value does not have the template's format.", "Check the values: text, date, amount or file as the template wants it."),
    132015: Meaning("wait", "The template is paused for its low quality.", "Choose another template; this one comes back by itself.", retry_after=3 * HOUR),
    132016: _never("The template is disabled for its low quality.", "Make a new template."),
    132018: _never("The template's values are wrong.", "Check the values; none may hold line breaks or many spaces."),
    132068: _never("The Flow is blocked.", "Mend the Flow in WhatsApp Manager."),
    132069: Meaning("wait", "The Flow is throttled.", "Ten an hour go out until it is mended in WhatsApp Manager.", retry_after=HOUR),
    133005: _pause("The two-step PIN is wrong.", "Set the PIN again in WhatsApp Manager."),
    133006: _pause("The phone number must be verified.", "Verify the number in WhatsApp Manager."),
    133008: Meaning("wait", "Too many wrong PINs.", "Wait, then try with the right one.", "account", HOUR),
    133009: Meaning("wait", "The PIN was typed too quickly.", "Wait, then try again.", "account", MINUTE),
    133010: _pause("The phone number is not registered.", "Register the number for the Cloud API."),
    133015: Meaning("wait", "The number was deleted a moment ago.", "Wait five minutes, then register it again.", "account", 5 * MINUTE),
    133016: Meaning("wait", "The number was registered too often.", "Wait three days.", "account", 72 * HOUR),
    134011: _pause("The terms of payments are not accepted.", "Accept them in WhatsApp Manager."),
    134100: _never("Only marketing templates may go this way.", "Choose a marketing template."),
    134101: Meaning("wait", "The template is still being prepared.", "It goes out in about ten minutes.", retry_after=10 * MINUTE),
    134102: _pause("The Marketing Messages API is not available to the account.", "Send through the Cloud API."),
    135000: _never("WhatsApp could not read the message.", "Check its values."),
    147001: USERNAME,
    147002: USERNAME,
    147003: USERNAME,
    147004: USERNAME,
    2593107: _never("The phone app's conversations were handed over already.", "They come only once for each connection."),
    2593108: _never("It is too late to fetch the phone app's conversations.", "Connect the number again and start within 24 hours."),
    2593109: _never("The business does not share its earlier conversations.", None),
}  # fmt: skip


def explain(code: str, reason: str | None) -> ChannelError:
    """What the code means; of a code nobody knows only that this message did not go."""
    meaning = _meaning(code)
    if meaning is None:
        said = reason or f"WhatsApp refused it with code {code}."
        return ChannelError("never", said, code=code, advice="Look the code up in Meta's error reference.")
    told = f"{meaning.message} ({reason})" if reason and reason.rstrip(".") not in meaning.message else meaning.message
    return ChannelError(
        meaning.outcome,
        told,
        code=code,
        advice=meaning.advice,
        retry_after=meaning.retry_after,
        scope=meaning.scope,
        closes_window=meaning.closes_window,
        opts_out=meaning.opts_out,
        slows=meaning.slows,
    )


def _meaning(code: str) -> Meaning | None:
    try:
        number = int(code)
    except ValueError:
        return None
    if 200 <= number <= 299:
        return PERMISSION
    if 131200 <= number <= 131299:
        return GROUP
    return MEANINGS.get(number)


def of_answer(status: int, body: bytes, retry_after: str | None = None) -> ChannelError:
    """The error in an answer other than 200. Without Meta's error object a 5xx leaves the outcome unknown."""
    error = _error_object(body)
    code = text_of(error.get("code"))
    if code is None:
        return _bare(status)
    data = error.get("error_data")
    reason = (
        text_of(object_of(data).get("details"))
        or text_of(data)
        or text_of(error.get("error_user_msg"))
        or text_of(error.get("message"))
    )
    # 100 is also the answer for a phone number id that does not exist (subcode 33).
    found = explain("33" if code == "100" and error.get("error_subcode") == 33 else code, reason)
    found.code, found.subcode, found.reason = code, text_of(error.get("error_subcode")) or "", reason
    if status >= 500 and _meaning(code) is None:
        found.outcome = "unknown"
    if found.outcome == "wait" and retry_after is not None and retry_after.isdigit():
        found.retry_after = max(found.retry_after or 0.0, float(retry_after))
    return found


def _error_object(body: bytes) -> dict[str, Any]:
    try:
        return object_of(object_of(msgspec.json.decode(body)).get("error"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _bare(status: int) -> ChannelError:
    code = f"http_{status}"
    if status >= 500:
        advice = "Wait for its status before you send it again."
        return ChannelError(
            "unknown", f"WhatsApp answered {status} without saying why; it may have gone out.", code=code, advice=advice
        )
    if status == 429:
        return ChannelError(
            "wait", "WhatsApp asks us to slow down.", code=code, retry_after=MINUTE, scope="account", slows=True
        )
    if status in (401, 403):
        return ChannelError("pause", TOKEN.message, code=code, advice=TOKEN.advice, scope="account")
    if status < 400:
        advice = "Check the address of the API (WHATSAPP_API_URL)."
        return ChannelError(
            "pause", f"The API answered {status}, a redirection.", code=code, advice=advice, scope="account"
        )
    return ChannelError("never", f"WhatsApp refused it with status {status}.", code=code)

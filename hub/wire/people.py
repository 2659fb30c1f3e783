"""The people of the team as the HTTP API tells of them, and what may be asked about them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire import shapes
from hub.wire.configuration import WorkingHours
from hub.wire.shapes import Role

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Email = Annotated[str, Meta(min_length=3, max_length=320)]
Password = Annotated[str, Meta(min_length=1, max_length=1024)]
Secret = Annotated[str, Meta(min_length=1, max_length=4096)]
Signature = Annotated[str, Meta(max_length=2000)]
Code = Annotated[str, Meta(min_length=1, max_length=32)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Ids = Annotated[list[Id], Meta(max_length=500)]
Time = Annotated[str, Meta(max_length=40)]
Scope = Literal["read", "write"]
Scopes = Annotated[list[Scope], Meta(min_length=1, max_length=2)]
Present = Literal["online", "away", "offline"]
Language = Literal["en", "th"]  # those the console is written in


class Colleague(shapes.User, frozen=True, kw_only=True):
    """`invited`: has chosen no password yet. `working_hours` null: the office's. `two_step` null: not for the asker to know. `language`
    null: not chosen yet."""

    invited: bool
    two_step: bool | None
    signature: str
    working_hours: WorkingHours | None
    language: Language | None
    created_at: str
    updated_at: str


class PresentColleague(Colleague, frozen=True, kw_only=True):
    """`seen_at`: when they were last signed in and about, to the quarter of an hour; null: never, or not for the asker to know."""

    presence: Present
    seen_at: str | None


class Invitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`channels`: accounts whose members the person joins."""

    email: Email
    name: Name
    role: Role = "agent"
    channels: Ids = []
    teams: Ids = []


class ColleagueChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `channels`: the accounts whose members are to name this person."""

    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    channels: Ids | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    signature: Signature | UnsetType = UNSET
    working_hours: WorkingHours | UnsetType | None = UNSET


class OwnChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What everybody may change of themselves."""

    name: Name | UnsetType = UNSET
    signature: Signature | UnsetType = UNSET
    working_hours: WorkingHours | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET


class Link(Struct, frozen=True, kw_only=True):
    """A one-time link to copy and hand over; it is shown once."""

    url: str
    expires_at: str


class LoginSession(Struct, frozen=True, kw_only=True):
    """A browser or program that is signed in. `client`: what it calls itself; `current`: the one that asks."""

    id: str
    client: str
    address: str
    created_at: str
    used_at: str
    current: bool


class NewKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    scopes: Scopes
    expires_at: Time | None = None


class ApiKey(Struct, frozen=True, kw_only=True):
    """`hint`: how the key begins. `used_at`: to the minute."""

    id: str
    name: str
    scopes: list[Scope]
    hint: str
    created_at: str
    used_at: str | None
    expires_at: str | None


class MadeKey(ApiKey, frozen=True, kw_only=True):
    """`key` is shown this once."""

    key: str


class TwoStep(Struct, frozen=True, kw_only=True):
    """`required`: an administrator asks it of everybody."""

    on: bool
    required: bool
    recovery_codes_left: int


class QrCode(Struct, frozen=True, kw_only=True):
    """`path`: the dark squares as an SVG path in a square of `side`."""

    side: int
    path: str


class TwoStepSetup(Struct, frozen=True, kw_only=True):
    """For an authenticator app: to scan (`qr`), to open (`uri`, on the telephone itself) or to type (`secret`)."""

    secret: str
    uri: str
    qr: QrCode


class RecoveryCodes(Struct, frozen=True, kw_only=True):
    """Each works once in place of a code. They are shown this once."""

    recovery_codes: list[str]


class SignedIn(Struct, frozen=True, kw_only=True, tag_field="step", tag="done"):
    """`expires_in` in seconds. `refresh_token`: to those who said they are an API client; a browser has it as a cookie.
    `recovery_codes`: when this very sign-in turned two-step sign-in on. `language`: the console's, as the person chose it, wherever it
    was; null: not yet."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    user: shapes.User
    language: Language | None = None
    refresh_token: str | UnsetType = UNSET
    recovery_codes: list[str] | UnsetType = UNSET


class CodeNeeded(Struct, frozen=True, kw_only=True, tag_field="step", tag="code"):
    """The password was right; `half_token` and a code finish the sign-in at /auth/totp within `expires_in` seconds."""

    half_token: str
    expires_in: int


class SetupNeeded(Struct, frozen=True, kw_only=True, tag_field="step", tag="setup"):
    """Two-step sign-in is required here and not set up: /auth/totp/setup and /auth/totp take the `half_token`."""

    half_token: str
    expires_in: int


class NewTeam(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name
    members: Ids = []


class TeamChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    members: Ids | UnsetType = UNSET

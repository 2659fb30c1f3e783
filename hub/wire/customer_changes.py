"""What is asked for when contacts and the words that describe them are changed over HTTP. Fields left out stay as they are."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.customers import ConsentChannel, ConsentHow, FieldKind, FieldValue
from hub.wire.segments import Expression

Id = Annotated[str, Meta(min_length=1, max_length=64)]
ContactTitle = Annotated[str, Meta(min_length=1, max_length=300)]
Company = Annotated[str, Meta(max_length=300)]
TagName = Annotated[str, Meta(min_length=1, max_length=40)]
TagNames = Annotated[list[TagName], Meta(max_length=50)]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
Values = Annotated[dict[Annotated[str, Meta(max_length=40)], FieldValue], Meta(max_length=100)]
Choice = Annotated[str, Meta(min_length=1, max_length=100)]
Choices = Annotated[list[Choice], Meta(max_length=200)]
Title = Annotated[str, Meta(min_length=1, max_length=100)]
Spoken = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$", description="As in th or pt-BR.")]
Position = Annotated[int, Meta(ge=0, le=10_000)]
Moment = Annotated[str, Meta(min_length=10, max_length=40, description="RFC 3339, with its zone.")]


class NewIdentity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number or an address as a person writes it. `primary`: tried before others of its kind."""

    kind: Literal["phone", "email"]
    value: Annotated[str, Meta(min_length=1, max_length=320)]
    primary: bool = False


class NewContact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Without a name it is called by the first of its numbers and addresses."""

    name: ContactTitle | None = None
    company: Company | None = None
    owner: Id | None = None
    tags: TagNames = []
    fields: Values = {}
    identities: Annotated[list[NewIdentity], Meta(max_length=20)] = []


class ContactChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a contact is to be replaced; of `fields` those that are named, of which null clears one."""

    name: ContactTitle | UnsetType = UNSET
    company: Company | UnsetType | None = UNSET
    owner: Annotated[str, Meta(max_length=64)] | UnsetType | None = UNSET
    tags: TagNames | UnsetType = UNSET
    fields: Values | UnsetType = UNSET
    language: Spoken | UnsetType | None = UNSET


class IdentityChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    primary: Literal[True]


class NoteText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=10_000)]


class NewConsent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word of the contact, with its proof. `at`: when it was given (left out: now); `text`: in which words; `source`: where the proof
    lies."""

    channel: ConsentChannel
    wanted: bool
    how: ConsentHow
    text: Annotated[str, Meta(max_length=2000)] | None = None
    source: Annotated[str, Meta(max_length=500)] | None = None
    at: Moment | None = None


class ContactsBulk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`tags` belong to tag and untag, `owner` (null: nobody) to owner."""

    action: Literal["tag", "untag", "owner"]
    ids: Annotated[list[Id], Meta(min_length=1, max_length=200)]
    tags: TagNames = []
    owner: Annotated[str, Meta(max_length=64)] | None = None


class MergeInto(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contact that stays. It keeps what both have, but for what `take` names: `name`, `company`, `owner`, or a field by its key, as
    in `fields.city`."""

    into: Id
    take: Annotated[
        list[Annotated[str, Meta(pattern=r"^(name|company|owner|fields\.[a-z][a-z0-9_]{0,39})$")]], Meta(max_length=103)
    ] = []


class NewTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: TagName
    colour: Colour | None = None


class TagChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`into`: another tag, by id or name, that everything with this one gets instead."""

    name: TagName | UnsetType = UNSET
    colour: Colour | UnsetType | None = UNSET
    into: Id | UnsetType = UNSET


class NewField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`key`: what contacts' `fields` name it by, for ever; left out it is made of the name."""

    name: Title
    kind: FieldKind
    key: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = None
    choices: Choices = []


class FieldChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`renamed`: choices that get another name, old to new; onto the name of another choice they become that one."""

    name: Title | UnsetType = UNSET
    choices: Choices | UnsetType = UNSET
    renamed: Annotated[dict[Choice, Choice], Meta(max_length=200)] = {}
    position: Position | UnsetType = UNSET


class NewSegment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Title
    filter: Expression


class SegmentChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Title | UnsetType = UNSET
    filter: Expression | UnsetType = UNSET

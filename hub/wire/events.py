"""The durable events: everything that happened, as a browser is told of it.

A durable event is stored without `seq`; the tail splices it in. Its body is the whole new shape of its subject, so applying it twice
changes nothing. `RightsChanged` and `LoginEnded` travel the same log, so "before or after" is decided by `seq`, but are acted on by
sessions and never written to a socket.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from hub.wire import campaigns, customers, endpoints, imports, quotations, segments, shapes
from hub.wire.accounts import NewsSeverity
from hub.wire.notification_events import (
    NotificationChanged,
    NotificationCreated,
    NotificationsChosen,
    NotificationsRead,
)
from hub.wire.views import View


class MessageCreated(Struct, frozen=True, tag="message.created"):
    message: shapes.Message
    historic: bool = False  # a backfill, or what a machine answered by itself: neither notifies nor counts as unread


class MessageChanged(Struct, frozen=True, tag="message.changed"):
    message: shapes.Message


class MessageRemoved(Struct, frozen=True, tag="message.removed"):
    id: str
    conversation: str


class ConversationCreated(Struct, frozen=True, tag="conversation.created"):
    conversation: shapes.Conversation


class ConversationChanged(Struct, frozen=True, tag="conversation.changed"):
    conversation: shapes.Conversation


class ConversationRemoved(Struct, frozen=True, tag="conversation.removed"):
    id: str


class ContactChanged(Struct, frozen=True, tag="contact.changed"):
    contact: shapes.Contact


class ContactMerged(Struct, frozen=True, tag="contact.merged"):
    id: str  # the one that is gone
    into: str


class ContactDeleted(Struct, frozen=True, tag="contact.deleted"):
    id: str


class ContactRemoved(Struct, frozen=True, tag="contact.removed"):
    id: str  # still there, but no longer for those who hear this


class UserChanged(Struct, frozen=True, tag="user.changed"):
    user: shapes.User


class TeamChanged(Struct, frozen=True, tag="team.changed"):
    team: shapes.Team


class TeamRemoved(Struct, frozen=True, tag="team.removed"):
    id: str


class ChannelChanged(Struct, frozen=True, tag="channel.changed"):
    channel: shapes.Channel


class ChannelRemoved(Struct, frozen=True, tag="channel.removed"):
    id: str


class ChannelTold(Struct, frozen=True, tag="channel.told"):
    """There is news of it, which those who administer it read."""

    id: str
    severity: NewsSeverity


class TemplateChanged(Struct, frozen=True, tag="template.changed"):
    template: shapes.Template


class TemplateRemoved(Struct, frozen=True, tag="template.removed"):
    id: str


class ReplyChanged(Struct, frozen=True, tag="reply.changed"):
    reply: shapes.Reply


class ReplyRemoved(Struct, frozen=True, tag="reply.removed"):
    id: str


class TagChanged(Struct, frozen=True, tag="tag.changed"):
    tag: customers.Tag


class TagRemoved(Struct, frozen=True, tag="tag.removed"):
    id: str


class FieldChanged(Struct, frozen=True, tag="field.changed"):
    field: customers.Field


class FieldRemoved(Struct, frozen=True, tag="field.removed"):
    id: str


class SegmentChanged(Struct, frozen=True, tag="segment.changed"):
    segment: segments.Segment


class SegmentRemoved(Struct, frozen=True, tag="segment.removed"):
    id: str


class ListChanged(Struct, frozen=True, tag="list.changed"):
    list: campaigns.AudienceList


class ListRemoved(Struct, frozen=True, tag="list.removed"):
    id: str


class NoteChanged(Struct, frozen=True, tag="note.changed"):
    note: customers.Note


class NoteRemoved(Struct, frozen=True, tag="note.removed"):
    id: str
    contact: str


class ViewChanged(Struct, frozen=True, tag="view.changed"):
    view: View


class ViewRemoved(Struct, frozen=True, tag="view.removed"):
    id: str


class ImportChanged(Struct, frozen=True, tag="import.changed"):
    """Of one's own import: at each new state, and at most once a second while it runs."""

    imported: imports.Import = field(name="import")


class ContactsImported(Struct, frozen=True, tag="contacts.imported"):
    """Many contacts came or changed at once: lists of them are read again. Those in open conversations were told of one by one."""

    id: str  # of the import


class EndpointChanged(Struct, frozen=True, tag="endpoint.changed"):
    endpoint: endpoints.Endpoint


class EndpointRemoved(Struct, frozen=True, tag="endpoint.removed"):
    id: str


class SettingChanged(Struct, frozen=True, tag="setting.changed"):
    key: str
    value: Any


class CampaignChanged(Struct, frozen=True, tag="campaign.changed"):
    """At each new state, and at most once a second while it is sent and answered."""

    campaign: campaigns.Campaign


class CampaignRemoved(Struct, frozen=True, tag="campaign.removed"):
    id: str


class QuotationChanged(Struct, frozen=True, tag="quotation.changed"):
    """Without its items: who shows them reads the quotation again when its `version` is newer."""

    quotation: quotations.QuotationSummary


class QuotationRemoved(Struct, frozen=True, tag="quotation.removed"):
    id: str  # a draft that was deleted, or one that is no longer for those who hear this


class QuotationTemplateChanged(Struct, frozen=True, tag="quotation_template.changed"):
    """Lists of them are read again."""

    id: str
    version: int
    name: str


class QuotationTemplateRemoved(Struct, frozen=True, tag="quotation_template.removed"):
    id: str


class PricesChanged(Struct, frozen=True, tag="prices.changed"):
    """The price list changed: it is read again. `ids`: the entries, none when there were many."""

    ids: list[str]


class RightsChanged(Struct, frozen=True, tag="rights.changed"):
    """What those who hear this may see has changed: their sessions reload."""


class LoginEnded(Struct, frozen=True, tag="login.ended"):
    """Signed out or access taken away. `login` null ends every login session of the user."""

    user: str
    login: str | None
    reason: Literal["signed_out", "revoked"]


Event = (
    MessageCreated
    | MessageChanged
    | MessageRemoved
    | ConversationCreated
    | ConversationChanged
    | ConversationRemoved
    | ContactChanged
    | ContactMerged
    | ContactDeleted
    | ContactRemoved
    | UserChanged
    | TeamChanged
    | TeamRemoved
    | ChannelChanged
    | ChannelRemoved
    | ChannelTold
    | TemplateChanged
    | TemplateRemoved
    | ReplyChanged
    | ReplyRemoved
    | TagChanged
    | TagRemoved
    | FieldChanged
    | FieldRemoved
    | SegmentChanged
    | SegmentRemoved
    | ListChanged
    | ListRemoved
    | NoteChanged
    | NoteRemoved
    | ViewChanged
    | ViewRemoved
    | ImportChanged
    | ContactsImported
    | EndpointChanged
    | EndpointRemoved
    | SettingChanged
    | NotificationCreated
    | NotificationChanged
    | NotificationsRead
    | NotificationsChosen
    | CampaignChanged
    | CampaignRemoved
    | QuotationChanged
    | QuotationRemoved
    | QuotationTemplateChanged
    | QuotationTemplateRemoved
    | PricesChanged
)
InternalEvent = RightsChanged | LoginEnded
INTERNAL_TYPES = ("rights.changed", "login.ended")

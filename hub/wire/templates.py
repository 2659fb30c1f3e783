"""Templates as they are written here: their parts in the provider's own form, what binds their places, and what a preview shows.

Lengths here only keep bodies within reason; the provider's rules are `hub.texts.template_rules`, which names every violation at once.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.shapes import Binding

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Word = Annotated[str, Meta(max_length=600)]
Text = Annotated[str, Meta(max_length=4096)]
Address = Annotated[str, Meta(max_length=4096)]
Example = Annotated[str, Meta(max_length=2048)]
Examples = Annotated[list[Example], Meta(max_length=100)]
Category = Literal["UTILITY", "MARKETING", "AUTHENTICATION"]
HeaderKind = Literal["text", "image", "video", "document", "location"]
ParameterFormat = Literal["positional", "named"]
Bindings = Annotated[dict[Annotated[str, Meta(max_length=80)], Binding], Meta(max_length=120)]
Parameters = Annotated[dict[Annotated[str, Meta(max_length=80)], Any], Meta(max_length=20)]


class NamedExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    param_name: Word
    example: Example


class HeaderExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    header_text: Examples | None = None
    header_text_named_params: Annotated[list[NamedExample], Meta(max_length=100)] | None = None
    header_handle: Examples | None = None


class BodyExample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    body_text: Annotated[list[Examples], Meta(max_length=10)] | None = None
    body_text_named_params: Annotated[list[NamedExample], Meta(max_length=100)] | None = None


class Header(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="HEADER"):
    """A line of text with at most one place, a file (its sample is an uploaded attachment, named beside the components) or a map."""

    format: Literal["TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"]
    text: Text | None = None
    example: HeaderExample | None = None


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="BODY"):
    """The text; of an AUTHENTICATION template the provider's own, with or without its warning."""

    text: Text | None = None
    example: BodyExample | None = None
    add_security_recommendation: bool | None = None


class Footer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="FOOTER"):
    text: Text | None = None
    code_expiration_minutes: Annotated[int, Meta(ge=0, le=1000)] | None = None


class QuickReply(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="QUICK_REPLY"):
    text: Word


class UrlButton(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="URL"):
    text: Word
    url: Address
    example: Examples | None = None


class PhoneButton(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="PHONE_NUMBER"
):
    text: Word
    phone_number: Annotated[str, Meta(max_length=100)]


class CopyCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="COPY_CODE"):
    example: Example | Examples | None = None
    text: Word | None = None  # the provider's own; what it sends back may be sent again


class CodeApp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    package_name: Annotated[str, Meta(min_length=1, max_length=224)]
    signature_hash: Annotated[str, Meta(min_length=11, max_length=11)]


class CodeButton(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="OTP"):
    """How a code of an AUTHENTICATION template reaches the app; COPY_CODE needs none."""

    otp_type: Literal["COPY_CODE", "ONE_TAP", "ZERO_TAP"]
    text: Word | None = None
    autofill_text: Word | None = None
    zero_tap_terms_accepted: bool | None = None
    supported_apps: Annotated[list[CodeApp], Meta(max_length=5)] | None = None


Button = QuickReply | UrlButton | PhoneButton | CopyCode | CodeButton


class Buttons(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="BUTTONS"):
    buttons: Annotated[list[Button], Meta(max_length=20)]


Component = Header | Body | Footer | Buttons
Components = Annotated[list[Component], Meta(max_length=8)]


class NewTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template to submit for review. `sample`: the uploaded file its media header is reviewed with."""

    channel: Id
    name: Word
    language: Annotated[str, Meta(max_length=16)]
    category: Category
    parameter_format: ParameterFormat = "positional"
    components: Components
    sample: Id | None = None
    bindings: Bindings = {}


class TemplateChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. Name, language and format of the parameters can change only while the provider does not have it."""

    name: Word | UnsetType = UNSET
    language: Annotated[str, Meta(max_length=16)] | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    parameter_format: ParameterFormat | UnsetType = UNSET
    components: Components | UnsetType = UNSET
    sample: Id | UnsetType | None = UNSET
    bindings: Bindings | UnsetType = UNSET


class Violation(Struct, frozen=True, kw_only=True):
    """A rule of the provider's that is broken, in a sentence. A `warning` may be submitted, and is often rejected."""

    field: str
    message: str
    level: Literal["error", "warning"] = "error"


class TemplatePreviewAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template as it is being written. Its places show `parameters`, else what binds them for `contact`, else their examples."""

    name: Word = ""
    language: Annotated[str, Meta(max_length=16)] = ""
    category: Category = "UTILITY"
    parameter_format: ParameterFormat = "positional"
    components: Components = []
    sample: Id | None = None
    bindings: Bindings = {}
    parameters: Parameters = {}
    contact: Id | None = None


class PreviewHeader(Struct, frozen=True, kw_only=True):
    kind: HeaderKind
    text: str | None = None


class PreviewButton(Struct, frozen=True, kw_only=True):
    kind: str  # reply url phone code
    text: str
    url: str | None = None
    phone: str | None = None


class TemplatePlace(Struct, frozen=True, kw_only=True):
    """A place to fill: `body.1`, `header.name`, `button.0`; what it shows now, and where that came from."""

    place: str
    value: str
    source: Literal["given", "binding", "example", "none"]


class TemplatePreview(Struct, frozen=True, kw_only=True):
    header: PreviewHeader | None
    body: str
    footer: str | None
    buttons: list[PreviewButton]
    places: list[TemplatePlace]
    violations: list[Violation]


class SyncAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One channel account, or all the asker sees."""

    channel: Id | None = None


class ChannelSynced(Struct, frozen=True, kw_only=True):
    """How many templates were seen, changed or added, and removed; `error` says why nothing was read."""

    channel: str
    seen: int = 0
    changed: int = 0
    removed: int = 0
    error: str | None = None


class TemplatesSynced(Struct, frozen=True, kw_only=True):
    channels: list[ChannelSynced]

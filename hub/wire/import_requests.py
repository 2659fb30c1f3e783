"""What may be asked of imports."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Heading = Annotated[str, Meta(max_length=150)]
Target = Annotated[
    str,
    Meta(
        max_length=100,
        description="name, first_name, last_name, phone, email, company, tags, owner, consent or field:<key>; null: not imported.",
    ),
]
Mapping = Annotated[
    dict[Heading, Target | None],
    Meta(max_length=200, description="Headings and what they mean. What it leaves out is not imported."),
]


class ImportStart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a dry run is started with. Left out: as it was."""

    mapping: Mapping | None = None
    overwrite_names: bool | None = None
    dry_run: bool = False


class ImportForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parts of the form beside `file`. `overwrite_names`: also names that a colleague typed. `list_name`: the list of people everybody in
    the file is put on, made when there is none of that name."""

    mapping: Mapping | None = None
    dry_run: bool = False
    overwrite_names: bool = False
    list_name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None

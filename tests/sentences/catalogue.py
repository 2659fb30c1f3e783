"""The Thai of the server's sentences, as gettext has it: one entry a form, parts of sentences under the context `part`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tests.sentences.source import ROOT

PATH = ROOT / "web/client/src/locales/server/th.po"
HEAD = """# What the server says, in Thai. `.venv/bin/python -m tests.sentences` adds what is new and drops what is said no more.
# A place: {name}, as in the source; {=name}: what fills it is said in Thai too, where it is known. Thai may put them in any order.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: th\\n"
"""
_ENTRY = re.compile(r'(?:^msgctxt "(?P<kind>part)"\n)?^msgid (?P<form>".*")\nmsgstr (?P<thai>".*")$', re.MULTILINE)
PLACE = re.compile(r"(?<!\\)\{=?(\w+)\}")

Key = tuple[str, str]  # kind and form


def read() -> dict[Key, str]:
    text = PATH.read_text() if PATH.exists() else ""
    found = {
        (entry["kind"] or "", json.loads(entry["form"])): json.loads(entry["thai"]) for entry in _ENTRY.finditer(text)
    }
    found.pop(("", ""), None)
    return found


def write(said: Mapping[Key, list[str]], thai: Mapping[Key, str]) -> None:
    """Every form in the order of the source, with its files; what is not known yet stays empty."""
    entries = []
    for (kind, form), files in said.items():
        lines = [f"#: {' '.join(files)}"]
        if kind:
            lines.append(f'msgctxt "{kind}"')
        lines += [f"msgid {_quoted(form)}", f"msgstr {_quoted(thai.get((kind, form), ''))}"]
        entries.append("\n".join(lines) + "\n")
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text("\n".join((HEAD, *entries)))


def places(form: str) -> set[str]:
    return set(PLACE.findall(form))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""Every sentence the server may say to somebody at the console, found in its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.sentences.speech import Form, Function, Known, Module, Place, Speaker, called, is_sentence, known, written

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hub", "channels", "web", "pdf")
# what is said to operators, developers and customers, or on paper
SILENT = (
    "hub/running/archive.py", "hub/running/backup.py", "hub/boundaries.py", "hub/emails.py", "hub/mail/words.py", "hub/office/outline.py", "hub/team/push_words.py",
    "hub/campaigns/exports.py", "hub/live/closing.py", "hub/team/mentions.py",
    "hub/team/notices.py", "hub/quotations/words.py", "hub/running/restoring.py", "hub/setting_names.py",
    "hub/settings.py", "hub/files/spreadsheets.py",
    "hub/figures/statistics_sheet.py", "hub/texts/template_languages.py", "hub/texts/template_previews.py", "hub/router/feed.py", "hub/inbox/transcripts.py", "hub/vault.py", "hub/wire/", "channels/sandbox/",
    "channels/mail/design.py", "channels/mail/html.py",
    "web/api_page.py", "web/backups.py", "web/bootstrap.py", "web/cli.py", "web/client_build.py", "web/clicks.py", "web/demo/",
    "web/doctor", "web/lent_files.py", "web/logs.py", "web/openapi.py", "web/pages.py", "web/router.py", "web/running.py",
    "web/sandbox", "web/telemetry.py", "web/webhooks.py", "web/bench", "web/resources/quotation_page.py", "pdf/quotation", "pdf/sheet", "pdf/promptpay.py",
)  # fmt: skip
SPOKEN_ALSO = ("hub/wire/reading.py", "hub/wire/nul.py")
# where an argument is said whatever it looks like
SINKS = frozenset((
    "Refusal", "ChannelError", "Refused", "Unfit", "Trouble", "refused", "_refused", "MailError", "NotCarried", "Check", "Meaning", "Kept", "Unread", "problem", "ignored", "Ignored", "Unknown", "Item", "Fact", "Notice",
    "notify", "NotAPicture",
))  # fmt: skip
SAID = frozenset(("message", "advice", "summary", "reason", "problem", "detail", "why", "text"))
QUIET = frozenset((
    "SystemExit", "ValueError", "RuntimeError", "AssertionError", "LookupError", "TypeError", "TimeoutError", "OSError", "cast", "compile",
    "strptime", "strftime", "read", "write", "other", "Meta",
))  # fmt: skip
LOGS = frozenset(("log", "logger", "logging", "activity"))  # what is told there is told to operators, or as a name
NO_WORDS = re.compile(r"\b(SELECT|INSERT INTO|UPDATE [a-z_]+ SET|WHERE)\b|^\W*$|^[a-z_./:-]+$")
TABLES = {  # of words that stand in places, by the file they are in
    "hub/campaigns/tally.py": ("SKIPPED", "WARNED"),
    "hub/texts/template_buttons.py": ("KINDS",),
}
KINDS = (  # of things, which sentences name as the protocol does
    "active", "paused", "removed", "unconfigured", "setup", "approved", "pending", "rejected", "disabled", "in appeal", "deleted", "refused",
    "image", "video", "audio", "voice", "document", "sticker", "location", "text", "interactive", "contacts", "reaction", "template",
    "admin", "manager", "agent", "customer", "system", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "open", "resolved", "snoozed", "draft", "issued", "expired", "void", "accepted", "declined", "queued", "sending", "scheduled", "sent",
    "delivered", "read", "failed", "unknown", "cancelled", "received", "running", "done", "checked", "checking", "importing", "header", "body", "footer", "buttons", "rating",
    "{=first} or {=second}", "{=first} and {=second}", "{=first} or the {=second}",
)  # fmt: skip
NEWS = {"hub/quotations/answers.py": ("_NEWS", "_STRAYS")}  # tables of what notifications tell
OF_LIBRARIES = (  # msgspec's words about a body of another form, which hub/wire/reading.py passes on
    "{path}: {=told}.", "Expected `{kind}`, got `{found}`", "Expected `{kind}`", "Invalid value {value}", "Invalid enum value {value}",
    "Expected `{kind}` of length >= {count}", "Expected `{kind}` of length <= {count}", "Expected `{kind}` >= {least}",
    "Expected `{kind}` <= {most}", "Expected `{kind}` matching regex {pattern}", "Invalid RFC3339 encoded datetime", "Invalid UUID",
    "Integer value out of range", "Expected `{kind}` that's a multiple of {step}",
)  # fmt: skip
CLIENT = ("http", "live")  # the console's own, said in the server's place
_CLIENT_WORDS = re.compile(r"""message(?: =|:) ?(?:"([^"]+)"|`([^`]+)`)""")
_CLIENT_PLACE = re.compile(r"\$\{(?:\w+\.)*(\w+)[^}]*\}")
_LED = re.compile(r"^\{=?\w+\} (?=[A-Z“])")
_FOLLOWED = re.compile(r"(?<=[.?!]) ?\{=?\w+\}$")
_PLACE = re.compile(r"(?<!\\)\{=?\w+\}")


def sentences() -> dict[tuple[str, str], list[str]]:
    """By kind ("" for sentences, "part" for words that stand in a place of one) and form: the files that say it."""
    modules = list(_modules())
    everything = known(modules)
    found: dict[tuple[str, str], list[str]] = {}

    alike: dict[tuple[str, str], str] = {}

    def hear(kind: str, form: str, path: str) -> None:
        files = found.setdefault((kind, alike.setdefault((kind, _PLACE.sub("{}", form)), form)), [])
        if path not in files:
            files.append(path)

    for module in modules:
        if any(module.path.startswith(each) for each in SILENT) and module.path not in SPOKEN_ALSO:
            continue
        for kind, form in (*_of_module(module, everything), *_of_tables(module)):
            hear(kind, form, module.path)
    for form in OF_LIBRARIES:
        hear("", form, "hub/wire/reading.py")
    for form in KINDS:
        hear("part", form, "hub/wire/shapes.py")
    for path, form in _of_client():
        hear("", form, path)
    return found


def _modules() -> Iterator[Module]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text())
            module = Module(path.relative_to(ROOT).as_posix(), tree)
            for node in tree.body:
                match node:
                    case (
                        ast.Assign(targets=[ast.Name(id=name)], value=value)
                        | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                    ):
                        module.constants[name] = value
            yield module


def _of_module(module: Module, everything: Known) -> Iterator[tuple[str, str]]:
    speakers: dict[Function, Speaker] = {}
    for node, sink, function in _expressions(module.tree, None, False):
        if not sink and isinstance(node, ast.Constant) and not is_sentence(str(node.value)):
            continue
        speaker = speakers.setdefault(function, Speaker(module, everything, function))
        for form in speaker.forms(node) or ():
            text = _bare(written(form))
            if (sink or is_sentence(text)) and _worth(text):
                yield "", text
                yield from (("part", each) for each in _parts(speaker, form))


def _of_tables(module: Module) -> Iterator[tuple[str, str]]:
    for name in NEWS.get(module.path, ()):
        for node in ast.walk(module.constants[name]):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield "", node.value
                if name == "_NEWS":
                    yield "", f"{node.value}: {{reason}}"
    for name in TABLES.get(module.path, ()):
        for node in ast.walk(module.constants[name]):
            if isinstance(node, ast.Tuple):
                words = (
                    each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )
                yield from (("part", each) for each in words)


def _parts(speaker: Speaker, form: Form) -> Iterator[str]:
    for place in form:
        if isinstance(place, Place) and place.again:
            for part in speaker.parts(ast.parse(place.expression, mode="eval").body):
                text = written(part).strip()
                if not is_sentence(text) and re.search(r"[A-Za-z]{2,}", _PLACE.sub("", text)):
                    yield text


def _worth(text: str) -> bool:
    bare = _PLACE.sub("", text)
    if text[:1] in (";", ",", ":"):
        return False
    return " " in text.strip() and not NO_WORDS.search(bare.strip()) and len(re.findall(r"[A-Za-z]{2,}", bare)) >= 1


def _bare(text: str) -> str:
    """Without a whole sentence before or after it, which is found by itself."""
    return _FOLLOWED.sub("", _LED.sub("", text)).strip()


def _expressions(node: ast.AST, function: Function, sink: bool) -> Iterator[tuple[ast.expr, bool, Function]]:
    """The outermost texts, and whether they stand where everything is said."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        function = node
    if isinstance(node, (ast.Constant, ast.JoinedStr)) or (sink and isinstance(node, ast.Name)):
        yield node, sink, function
        return
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield node, sink, function
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call):
        yield from _arguments(node, function)
        return
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _expressions(child, function, False if isinstance(node, ast.Compare) else sink)


def _arguments(call: ast.Call, function: Function) -> Iterator[tuple[ast.expr, bool, Function]]:
    name = called(call)
    at = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name in QUIET or (isinstance(at, ast.Name) and at.id in LOGS):
        return
    yield from _expressions(call.func, function, False)
    for argument in call.args:
        yield from _expressions(argument, function, name in SINKS)
    for keyword in call.keywords:
        named = isinstance(keyword.value, ast.Name) and keyword.arg == "summary"  # of an operation, for developers
        yield from _expressions(keyword.value, function, keyword.arg in SAID and not named)


def _of_client() -> Iterator[tuple[str, str]]:
    for folder in CLIENT:
        for path in sorted((ROOT / "web/client/src" / folder).glob("*.ts")):
            if ".test." in path.name:
                continue
            for plain, filled in _CLIENT_WORDS.findall(path.read_text()):
                text = plain or _CLIENT_PLACE.sub(r"{\1}", filled)
                if is_sentence(text):
                    yield path.relative_to(ROOT).as_posix(), text

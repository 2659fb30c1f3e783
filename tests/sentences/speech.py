"""What an expression of the source may say: the forms of its text, with a place for each part only known when it is said.

`{name}` is a place; `{=name}` one whose value is itself said by the server, so the reader's language has it too. What is one of a few
known words is written out, a form for each.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product

from msgspec import Struct, field

MOST_FORMS = 8  # of one expression; beyond, the part that differs is a place
DEEPEST = 6  # expressions within expressions
# names of what was said before, or stands in a table of words
AGAIN = frozenset((
    "message", "advice", "reason", "reasons", "why", "told", "said", "words", "one", "several", "plural", "problem",
    "status", "state", "kind", "media", "needed", "role", "roles", "day", "sample", "what", "wanted", "who", "where", "called", "twice",
))  # fmt: skip
FORMATTED = frozenset(
    ("channels/whatsapp/accounts.py", "hub/quotations/sending.py")
)  # whose texts are filled by `str.format`
_NOT_A_NAME = re.compile(r"\W+")
_SENTENCE = re.compile(r"[.?!…][”)]?$|^(?:[A-Z]\w*|\{=?\w+\}) \w+ \w+.*: \{=?\w+\}$")


class Module(Struct):
    """`constants`: by name, of the module itself."""

    path: str
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)


Function = ast.FunctionDef | ast.AsyncFunctionDef | None


class Known(Struct):
    """Of all modules: what upper-case names stand for, and with what functions are called."""

    constants: dict[str, list[ast.expr]]
    calls: dict[str, list[tuple[ast.Call, Module, Function]]]


class Place(Struct, frozen=True):
    expression: str
    name: str
    again: bool


Form = tuple[str | Place, ...]


def known(modules: Iterable[Module]) -> Known:
    found = Known(defaultdict(list), defaultdict(list))
    for module in modules:
        for name, value in module.constants.items():
            found.constants[name].append(value)
        for call, function in _calls(module.tree, None):
            found.calls[called(call)].append((call, module, function))
    return found


def _calls(node: ast.AST, function: Function) -> Iterator[tuple[ast.Call, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, function
        yield from _calls(child, child if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) else function)


def called(call: ast.Call) -> str:
    target = call.func
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def is_sentence(text: str) -> bool:
    return bool(_SENTENCE.search(text.rstrip())) and " " in text.strip()


def is_whole(text: str) -> bool:
    """A sentence from its beginning, not the rest of one."""
    first = text.lstrip()[:1]
    return is_sentence(text) and first not in (",", ";", ":") and not first.islower()


def _filled_later(text: str) -> Form:
    pieces = re.split(r"\{(\w+)\}", text)
    return tuple(Place(each, each, False) if at % 2 else each for at, each in enumerate(pieces) if each)


def _capitalised(form: Form) -> Form:
    first = form[0]
    return (first[:1].upper() + first[1:], *form[1:]) if isinstance(first, str) else form


def written(form: Form) -> str:
    """As the catalogue has it: each place under a name of its own."""
    names: dict[str, str] = {}
    out = []
    for part in form:
        if isinstance(part, str):
            out.append(part.replace("{", "\\{"))
            continue
        name = names.get(part.expression)
        if name is None:
            taken = set(names.values())
            name = next(each for each in _numbered(part.name) if each not in taken)
            names[part.expression] = name
        out.append(f"{{={name}}}" if part.again else f"{{{name}}}")
    return "".join(out)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}{number}" for number in range(2, 100))


class Speaker:
    """Reads the expressions of one function (or of a module's own lines)."""

    def __init__(
        self, module: Module, everything: Known, function: ast.FunctionDef | ast.AsyncFunctionDef | None
    ) -> None:
        self.module = module
        self.everything = everything
        self.function = function

    @cached_property
    def _assigned(self) -> dict[str, list[ast.expr]]:
        found: dict[str, list[ast.expr]] = defaultdict(list)
        for node in ast.walk(self.function) if self.function else ():
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id].append(node.value)
        return found

    def forms(self, node: ast.expr, deep: int = 0) -> list[Form] | None:
        """None: nothing is known of it but that it is said."""
        if deep > DEEPEST:
            return None
        match node:
            case ast.Constant(value=str(text)):
                return [_filled_later(text) if self.module.path in FORMATTED else (text,)]
            case ast.JoinedStr(values=values):
                within = [value.value if isinstance(value, ast.FormattedValue) else value for value in values]
                return self._joined(within, [self._found(value, deep) for value in within])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                parts = [self._found(left, deep), self._found(right, deep)]
                words = any(isinstance(piece, str) for part in parts for form in part for piece in form)
                return self._joined([left, right], parts) if words else None
            case ast.IfExp(body=body, orelse=orelse):
                return self._either((body, orelse), deep)
            case ast.Subscript(value=table):
                return self._table(table, deep)
            case ast.Name(id=name):
                return self._named(name, deep)
            case ast.Attribute(attr=name) if name.isupper():
                return self._constant(name, deep)
        return None

    def parts(self, node: ast.expr, deep: int = 0) -> list[Form]:
        """The words among the things an expression may come to, where they are not all it comes to."""
        within: Iterable[ast.expr] = ()
        match node:
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                return self._returned(name, deep)
            case ast.Call(func=ast.Attribute(value=inner, attr="capitalize"), args=[]):
                return [_capitalised(form) for form in self.parts(inner, deep)]
            case ast.IfExp(body=body, orelse=orelse):
                within = (body, orelse)
            case ast.BoolOp(values=values):
                within = values
            case ast.Subscript(value=table):
                within = self._values(table)
            case ast.Name(id=name):
                within = self._assigned.get(name, ())
                given = (
                    [form for forms in self._given(name, deep + 1) for form in forms or ()] if deep < DEEPEST else []
                )
                return [*(form for value in within for form in self._words(value, deep + 1)), *filter(_says, given)]
        return [form for value in within for form in self._words(value, deep + 1)] if deep <= DEEPEST else []

    def _words(self, node: ast.expr, deep: int) -> list[Form]:
        return [form for form in self.forms(node, deep) or self.parts(node, deep) if _says(form)]

    def _found(self, node: ast.expr, deep: int) -> list[Form]:
        """A sentence within another stays a place: it is a form itself."""
        found = self.forms(node, deep + 1)
        if found and not (isinstance(node, ast.Name) and any(is_whole(written(form)) for form in found)):
            return found
        name = _name(node)
        return [(Place(ast.unparse(node), name, name in AGAIN or bool(self.parts(node, deep + 1))),)]

    def _joined(self, nodes: list[ast.expr], parts: list[list[Form]]) -> list[Form]:
        forms = [tuple(piece for part in chosen for piece in part) for chosen in product(*parts)]
        if len(forms) <= MOST_FORMS:
            return forms
        widest = max(range(len(parts)), key=lambda at: len(parts[at]))
        place = Place(ast.unparse(nodes[widest]), _name(nodes[widest]), True)
        return self._joined(nodes, [[(place,)] if at == widest else part for at, part in enumerate(parts)])

    def _either(self, nodes: Iterable[ast.expr], deep: int) -> list[Form] | None:
        found = [self.forms(node, deep + 1) for node in nodes]
        if not found or any(forms is None for forms in found):
            return None
        return list(dict.fromkeys(form for forms in found for form in forms or ()))

    def _values(self, table: ast.expr) -> list[ast.expr]:
        name = table.id if isinstance(table, ast.Name) else table.attr if isinstance(table, ast.Attribute) else ""
        kept = self.module.constants.get(name) if isinstance(table, ast.Name) else None
        one = (
            table if isinstance(table, ast.Dict) else kept or next(iter(self.everything.constants.get(name, ())), None)
        )
        if isinstance(one, ast.Dict):
            return one.values
        return list(one.elts) if isinstance(one, (ast.Tuple, ast.List)) else []

    def _table(self, table: ast.expr, deep: int) -> list[Form] | None:
        values = self._values(table)
        return self._either(values, deep) if len(values) <= MOST_FORMS else None

    def _named(self, name: str, deep: int) -> list[Form] | None:
        if name in self._assigned:
            return self._either(self._assigned[name], deep)
        if given := self._given(name, deep + 1):
            return None if None in given else list(dict.fromkeys(form for forms in given for form in forms or ()))
        return self._constant(name, deep)

    def _constant(self, name: str, deep: int) -> list[Form] | None:
        value = self.module.constants.get(name)
        found = [value] if value is not None else self.everything.constants.get(name, [])
        return self.forms(found[0], deep + 1) if len(found) == 1 else None

    def _returned(self, name: str, deep: int) -> list[Form]:
        for node in self.module.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == name and deep < DEEPEST:
                inner = Speaker(self.module, self.everything, node)
                values = [
                    each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value is not None
                ]
                found = [form for value in values for form in inner._words(value, deep + 1)]
                return [form for form in found if not is_whole(written(form))]
        return []

    def _given(self, name: str, deep: int) -> list[list[Form] | None]:
        """With what each caller of this function fills its parameter."""
        if self.function is None or deep > DEEPEST:
            return []
        arguments = self.function.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        if name not in names and name not in [each.arg for each in arguments.kwonlyargs]:
            return []
        at = names.index(name) - (1 if names[:1] == ["self"] else 0) if name in names else -1
        out: list[list[Form] | None] = []
        for call, module, function in self.everything.calls.get(self.function.name, ()):
            if self.function.name.startswith("_") and module.path != self.module.path:
                continue
            by_name = next((each.value for each in call.keywords if each.arg == name), None)
            value = by_name or (call.args[at] if 0 <= at < len(call.args) else None)
            if isinstance(value, (ast.Constant, ast.JoinedStr)):
                out.append(Speaker(module, self.everything, function).forms(value, deep + 1))
            elif value is not None:
                out.append(None)
        return out


def _says(form: Form) -> bool:
    return any(isinstance(part, str) and part.strip() for part in form)


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            found = name
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            found = f"count_{_name(inner)}"
        case (
            ast.Call(func=ast.Attribute(value=ast.Constant()), args=[inner, *_])
            | ast.Call(func=ast.Name(), args=[inner, *_])
        ):
            found = _name(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=name)):
            found = (
                name
                if name not in ("lower", "upper", "replace", "capitalize", "get", "partition", "strip")
                else _name(inner)
            )
        case (
            ast.Subscript(value=inner) | ast.BinOp(left=inner) | ast.BoolOp(values=[inner, *_]) | ast.IfExp(body=inner)
        ):
            found = _name(inner)
        case ast.Starred(value=inner) | ast.Await(value=inner) | ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
            found = _name(inner)
        case _:
            found = "value"
    return _NOT_A_NAME.sub("", found).strip("_").lower() or "value"

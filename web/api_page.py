"""`/api/docs`: the OpenAPI document as a page to read, made here, without scripts and without any outside host."""

from __future__ import annotations

import base64
import functools
import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from web import openapi
from web.operations import Operation

STYLE = """
:root{color-scheme:light dark;--ink:#18212f;--soft:#5b6675;--line:#e3e7ed;--back:#fff;--side:#f6f8fa;--mark:#2a5bd7;--get:#0f7b55;--post:#2a5bd7;--put:#9a5b00;--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#2a323d;--back:#12161c;--side:#171c23;--mark:#8db1ff;--get:#5fd1a5;--post:#8db1ff;--put:#f0b35a;--delete:#ff8f88}}
*{box-sizing:border-box}body{margin:0;font:15px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--back);display:grid;grid-template-columns:250px minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;background:var(--side);border-right:1px solid var(--line);padding:24px 20px}
nav a{display:block;color:var(--soft);text-decoration:none;padding:3px 0}nav a:hover{color:var(--mark)}nav b{display:block;margin:18px 0 6px}
main{padding:32px 40px 120px;max-width:980px}h1{margin:0 0 8px;font-size:28px}h2{margin:48px 0 12px;padding-top:12px;border-top:1px solid var(--line);text-transform:capitalize}
.lead,.soft{color:var(--soft)}details{border:1px solid var(--line);border-radius:10px;margin:8px 0;background:var(--back)}
summary{cursor:pointer;padding:10px 14px;display:flex;gap:12px;align-items:baseline;flex-wrap:wrap}summary:hover{background:var(--side);border-radius:10px}
details>div{padding:2px 16px 16px}.way{font:700 12px ui-monospace,monospace;width:58px}.GET{color:var(--get)}.POST{color:var(--post)}.PUT{color:var(--put)}.DELETE{color:var(--delete)}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;margin:6px 0 14px}td:first-child code{white-space:nowrap}td,th{text-align:left;vertical-align:top;padding:6px 10px 6px 0;border-bottom:1px solid var(--line);font-size:14px}
th{font-weight:600;color:var(--soft)}h4{margin:14px 0 2px}a{color:var(--mark)}
@media(max-width:760px){body{display:block}nav{position:static;height:auto;border:0}main{padding:24px 18px 80px}}
"""
POLICY = (
    "default-src 'none'; frame-ancestors 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)
LEAD = (
    "Sign in with <code>POST /auth/login</code> and send the access token, or a personal API key, as <code>Authorization: Bearer …</code>. "
    "Lists are paged: what an answer calls <code>next</code> goes into <code>?after=</code>. A POST repeated with the same "
    "<code>Idempotency-Key</code> is done once. <code>ETag</code> and <code>If-Match</code> keep two people from overwriting each other. "
    'Every change also arrives live over the socket. The same as a document: <a href="/api/v1/openapi.json">openapi.json</a>.'
)


@functools.cache
def page(operations: tuple[Operation, ...]) -> bytes:
    told = openapi.document(operations, "/api/v1")
    shapes: Mapping[str, Any] = told["components"]["schemas"]
    groups = [(tag, list(found)) for tag, found in itertools.groupby(sorted(operations, key=_place), lambda o: o.tag)]
    body = [_group(tag, found, told) for tag, found in groups]
    body.append('<h2 id="shapes">Shapes</h2>')
    body += [_shape(name, shape) for name, shape in sorted(shapes.items())]
    links = "".join(f'<a href="#{escape(tag)}">{escape(tag)}</a>' for tag, _ in groups)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>BMA Social API</title><style>{STYLE}</style><nav><b>BMA Social API</b>{links}<b><a href='#shapes'>Shapes</a></b></nav>"
        f"<main><h1>HTTP API</h1><p class=lead>{LEAD}</p>{''.join(body)}</main></html>"
    ).encode()


def _place(operation: Operation) -> tuple[str, str, int]:
    return operation.tag, operation.path, ("GET", "POST", "PUT", "DELETE").index(operation.method)


def _group(tag: str, operations: Iterable[Operation], told: Mapping[str, Any]) -> str:
    return f'<h2 id="{escape(tag)}">{escape(tag)}</h2>' + "".join(_operation(o, told) for o in operations)


def _operation(operation: Operation, told: Mapping[str, Any]) -> str:
    here = told["paths"][operation.path][operation.method.lower()]
    who = "without signing in" if operation.roles is None else ", ".join(operation.roles)
    parts = [f"<p class=soft>For: {escape(who)}</p>"]
    if here["parameters"]:
        rows = [(p["name"], _words(p["schema"]), p["in"], p["required"]) for p in here["parameters"]]
        parts.append("<h4>Parameters</h4>" + _table(rows))
    for media, content in here.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<h4>Takes</h4><p><code>{escape(media)}</code>: {_words(content['schema'])}</p>")
    parts.append(
        "<h4>Answers</h4><table>"
        + "".join(_answer(status, answer, told) for status, answer in here["responses"].items())
        + "</table>"
    )
    return (
        f"<details id={here['operationId']}><summary><span class='way {operation.method}'>{operation.method}</span>"
        f"<code>{escape(operation.path)}</code><span class=soft>{escape(operation.summary)}</span></summary>"
        f"<div>{''.join(parts)}</div></details>"
    )  # fmt: skip


def _answer(status: str, answer: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    if "$ref" in answer:
        answer = told["components"]["responses"][status]
    content: Mapping[str, Any] = answer.get("content", {})
    given = ", ".join(
        _words(each["schema"]) if each else f"<code>{escape(media)}</code>" for media, each in content.items()
    )
    return f"<tr><td><code>{status}</code></td><td>{escape(answer['description'])}</td><td>{given}</td></tr>"  # fmt: skip


def _shape(name: str, shape: Mapping[str, Any]) -> str:
    needed = shape.get("required", ())
    rows = [(field, _words(schema), "", field in needed) for field, schema in shape.get("properties", {}).items()]
    about = f"<p class=soft>{escape(shape.get('description', ''))}</p>"
    content = _table(rows) if rows else f"<p>{_words(shape)}</p>"
    return f"<details id='shape-{escape(name)}'><summary><code>{escape(name)}</code></summary><div>{about}{content}</div></details>"


def _table(rows: Sequence[tuple[str, str, str, bool]]) -> str:
    lines = [
        f"<tr><td><code>{escape(name)}</code></td><td>{words}</td><td class=soft>{escape(place)}{' needed' if needed else ''}</td></tr>"
        for name, words, place, needed in rows
    ]
    return "<table>" + "".join(lines) + "</table>"


def _words(schema: Mapping[str, Any]) -> str:
    """A schema in a few words, with links to the shapes it names."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#shape-{name}">{name}</a>'
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(_words(each) for each in schema[choice])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return ", ".join(f"<code>{escape(str(value))}</code>" for value in values)
    if schema.get("type") == "array":
        return f"list of {_words(schema.get('items', {}))}"
    return escape(" ".join([str(schema.get("type", "anything")), *_bounds(schema)]))


def _bounds(schema: Mapping[str, Any]) -> Iterable[str]:
    if "minimum" in schema or "maximum" in schema:
        yield f"from {schema.get('minimum', '…')} to {schema.get('maximum', '…')}"
    if "maxLength" in schema:
        yield f"of {schema.get('minLength', 0)} to {schema['maxLength']} characters"
    if "pattern" in schema:
        yield f"like {schema['pattern']}"
    if schema.get("default") is not None:
        yield f"({schema['default']} unless given)"

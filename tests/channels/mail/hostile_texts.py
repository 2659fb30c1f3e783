"""Texts made to be slow, each large enough that what is not linear takes minutes; run as a program, which ends when all were read."""

from __future__ import annotations

from channels.mail import html, mime, quotes

SIZE = mime.TEXT_LIMIT // 5
BLANKS = (" ", "\n", "\t", ">", "> ", ">\n", "-", "-- \n", "_", "*", ":", "\xa0", " \n", "​")
BEFORE = (
    "",
    "on monday wrote",
    "On 1/1/2026 10:00 a@b.example wrote",
    "From:",
    "จาก: a@b.example\n",
    "เมื่อ 1/1/2026",
    "-----",
)
LINES = (
    "on monday he wrote to us",
    "On 1/1/2026 10:00 Anna <a@b.example>",
    "From: a@b.example",
    "From: a@b.example\nTo: b",
    "-- ",
    "--",
    "ขอแสดงความนับถือ",
    "โทร. 081",
    "Sent from my iPhone",
    "2026/1/1 10:00",
    "a@b" * 30,
    "----- Original Message -----",
)
PIECES = (
    "<div>",
    "<p><b>",
    "<ul><li>",
    "<div><!-- </div> -->",
    '<div title="</div>">',
    '<div ">',
    "<a ",
    '<a ="',
    "<!--",
    "<style></style",
    "</",
    "<table><tr><td>",
    '<div class="gmail_quote">',
    '<blockquote type="cite">',
    "<p>x",
    "<",
)
REOPENED = "<p>" + "".join(f"<font a={place}>" for place in range(1_000)) + "</p>" + "<p>x" * 5_000
ATTRIBUTES = "<p " + " ".join(f"a{place}" for place in range(40_000)) + ">x</p>"


def main() -> None:
    for before in BEFORE:
        for blank in BLANKS:
            quotes.fold((before + blank * (SIZE // len(blank)))[: SIZE - 1] + "x", None)
    for line in LINES:
        quotes.fold(f"{line}\n" * (SIZE // 4 // (len(line) + 1)), None)
    for made in (*(piece * (SIZE // 2 // len(piece)) for piece in PIECES), REOPENED, ATTRIBUTES):
        quotes.fold(None, made)
        html.clean(made, {})


if __name__ == "__main__":
    main()

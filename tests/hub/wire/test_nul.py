import json

import pytest

from hub.wire.errors import Refusal
from hub.wire.nul import holds_nul
from hub.wire.shapes import Author
from web.answers import decode


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("a\0b", True),
        ("\0", True),
        ("\\\0", True),
        ("\\u0000", False),
        ("\\\\u0000", False),
        ("plain", False),
        ("สวัสดี", False),
    ],
)
def test_nul_is_told_from_the_six_characters_that_spell_it(text: str, holds: bool) -> None:
    raw = json.dumps({"text": text})
    assert holds_nul(raw) is holds
    assert holds_nul(raw.encode()) is holds


def test_a_body_with_nul_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="NUL"):
        decode(b'{"kind":"user","name":"a\\u0000"}', Author)

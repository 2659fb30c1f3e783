"""The paper of a quotation, over HTTP: as the office and the quotation were when it was issued."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.cast import Cast
from tests.pdf.reading import reader, text_of
from tests.web.test_conversations import Ask, ask
from tests.web.test_quotations import QUOTATIONS, act, drafted

__all__ = ["ask"]

OFFICE = {
    "company": {"name": "ACME", "address": "1 Road", "tax_id": "0105561234567"},
    "quotations": {"legal_name": "ACME Co., Ltd.", "promptpay": "0105561234567", "bank": "Bank: Kasikornbank"},
}


async def configure(ask: Ask, cast: Cast, **sections: Any) -> None:
    answer = await ask(cast.ines, "PUT", "/api/v1/admin/config", json=OFFICE | sections)
    assert answer.status_code == 200, answer.text


async def paper(ask: Ask, agent: Any, quotation: Any, version: str = "") -> bytes:
    answer = await ask(agent, "GET", f"{QUOTATIONS}/{quotation['id']}{version}/pdf")
    assert answer.status_code == 200, answer.text
    body: bytes = answer.content
    return body


async def test_a_draft_says_so_and_an_issued_one_has_its_number(ask: Ask, cast: Cast) -> None:
    await configure(ask, cast)
    made = await drafted(ask, cast.dana, conversation=cast.pims, contact=None)
    draft = text_of(await paper(ask, cast.dana, made))
    assert "ฉบับร่าง" in draft
    assert "2,377.65" in draft
    issued = await act(ask, cast.dana, made, "issue")
    text = text_of(await paper(ask, cast.dana, made))
    assert "ฉบับร่าง" not in text
    for said in (
        issued["number"],
        "ACME Co., Ltd.",
        "0105561234567",
        "Kasikornbank",
        "PA system",
        "Pim Srisai",
        "พร้อมเพย์",
    ):
        assert said in text


async def test_it_stays_as_it_was_issued_whatever_the_office_is_called_later(ask: Ask, cast: Cast) -> None:
    await configure(ask, cast)
    made = await drafted(ask, cast.dana, conversation=cast.pims, contact=None)
    await act(ask, cast.dana, made, "issue")
    before = await paper(ask, cast.dana, made)
    await configure(ask, cast, quotations={"legal_name": "Another Name", "layout": "modern"})
    assert await paper(ask, cast.dana, made) == before


async def test_an_older_version_says_that_there_is_a_newer_one(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana, conversation=cast.pims, contact=None, language="en")
    await act(ask, cast.dana, made, "issue")
    await act(ask, cast.dana, made, "revise")
    assert "SUPERSEDED" in text_of(await paper(ask, cast.dana, made, "/versions/1"))
    text = text_of(await paper(ask, cast.dana, made))
    assert "DRAFT" in text or "Version" in text


async def test_the_offices_logo_is_on_it(ask: Ask, cast: Cast) -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 20), "#c00").save(file, "PNG")
    files = {"file": ("logo.png", file.getvalue(), "image/png")}
    logo = (await ask(cast.ines, "POST", "/api/v1/files", files=files)).json()["id"]
    await configure(ask, cast, branding={"logo": logo})
    made = await drafted(ask, cast.dana, conversation=cast.pims, contact=None, language="en")
    (picture,) = reader(await paper(ask, cast.dana, made)).pages[0].images
    assert picture.image is not None
    assert picture.image.size == (60, 20)


async def test_a_promptpay_id_that_no_bank_knows_is_refused(ask: Ask, cast: Cast) -> None:
    answer = await ask(cast.ines, "PUT", "/api/v1/admin/config", json={"quotations": {"promptpay": "1234567890"}})
    assert answer.status_code == 422
    assert "PromptPay" in answer.text


async def test_nobody_else_sees_it(ask: Ask, cast: Cast) -> None:
    made = await drafted(ask, cast.dana, conversation=cast.pims, contact=None)
    assert (await ask(cast.omar, "GET", f"{QUOTATIONS}/{made['id']}/pdf")).status_code == 404

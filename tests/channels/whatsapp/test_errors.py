from __future__ import annotations

import json

import pytest

from channels.whatsapp.errors import explain, of_answer

# The action column of the error table: code → outcome, scope
TABLE = {
    "retry": ["1", "2", "130429", "131016", "133000", "133004"],
    "wait": ["4", "80007", "80008", "131048", "131056", "131057", "131064", "132015", "132069", "133008", "133009", "133015", "133016", "134101"],
    "pause": ["0", "190", "3", "10", "200", "299", "33", "368", "131005", "131030", "131031", "131037", "131042", "131045", "131063", "133005", "133006", "133010", "134011", "134102"],
    "unknown": ["131000"],
    "never": [
        "100", "130403", "130472", "130497", "131008", "131009", "131020", "131021", "131026", "131041", "131047", "131049", "131050",
        "131051", "131052", "131053", "131055", "131060", "131062", "131215", "132000", "132001", "132005", "132007", "132012", "132016",
        "132018", "132068", "134100", "135000", "147001", "147004", "2593107", "2593108", "2593109", "999999", "x",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("outcome", "code"), [(outcome, code) for outcome, codes in TABLE.items() for code in codes])
def test_each_code_says_what_may_be_done_next(outcome: str, code: str) -> None:
    error = explain(code, None)
    assert (error.outcome, error.code) == (outcome, code)
    assert error.message.endswith(".")
    assert (error.retry_after or 0) > 0 or outcome != "wait"
    assert error.scope == "account" or outcome != "pause"


def test_the_pair_limit_holds_back_one_person_only() -> None:
    assert explain("131056", None).scope == "recipient"


def test_a_closed_window_closes_it_and_a_refusal_of_marketing_opts_out() -> None:
    assert explain("131047", None).closes_window
    assert explain("131050", None).opts_out
    assert explain("130429", None).slows


def test_the_reason_in_the_providers_words_is_kept() -> None:
    assert "More than 24 hours" in explain("131047", "More than 24 hours have passed").message


def answer(status: int, **error: object) -> tuple[str, str]:
    found = of_answer(status, json.dumps({"error": error}).encode())
    return found.outcome, found.code


def test_the_code_decides_and_not_the_http_status() -> None:
    assert answer(400, code=130429) == ("retry", "130429")
    assert answer(500, code=131045) == ("pause", "131045")


def test_a_phone_number_id_that_does_not_exist_pauses() -> None:
    assert answer(400, code=100, error_subcode=33) == ("pause", "100")


def test_an_unknown_code_with_a_server_error_leaves_the_outcome_open() -> None:
    assert answer(500, code=424242) == ("unknown", "424242")
    assert answer(400, code=424242) == ("never", "424242")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(500, "unknown"), (502, "unknown"), (429, "wait"), (401, "pause"), (302, "pause"), (413, "never")],
)
def test_an_answer_without_metas_error_goes_by_its_status(status: int, outcome: str) -> None:
    assert of_answer(status, b"<html>").outcome == outcome


def test_error_data_may_be_text_or_an_object() -> None:
    for data in ("too long", {"details": "too long"}):
        assert "too long" in of_answer(400, json.dumps({"error": {"code": 100, "error_data": data}}).encode()).message


def test_a_longer_wait_asked_for_is_kept() -> None:
    assert of_answer(400, b'{"error":{"code":4}}', "1000").retry_after == 1000

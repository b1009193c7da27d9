"""The report's JSON form is the contract; the shipped schema describes it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import jsonschema
import pytest

from render.example import example
from render.variants import crowd, notes
from samtalecoach.analyzer import Analyzer
from samtalecoach.report import ADVICE_IDS, Report, Signal, json_schema
from samtalecoach.resources import resource

SIGNAL = {"kind", "subtype", "speaker", "turn", "start", "end", "text", "confidence", "cues"}
ONLY = {"question": {"follow_up"}, "gratitude": set(), "job_request": set(), "commitment": {"due", "due_date"}, "offer": set()}  # fmt: skip
KEYS: dict[str, set[str]] = {
    "conversation": {"id", "title", "language", "kind", "date", "me", "participants", "words", "source", "mixed_language", "speaker_doubt", "omitted"},
    "turns": {"speaker", "text", "start_s", "end_s", "language"},
    "references": {"focus", "speaker", "turn", "start", "end", "text"},
    "speakers": {
        "words", "talk_share", "turns", "longest_monologue_words", "self_references", "other_references", "self_focus_ratio",
        "questions", "open_questions", "follow_up_questions", "gratitude", "specific_gratitude", "job_requests",
        "direct_job_requests", "commitments", "offers",
    },
    "advice": {"id", "title", "score", "verdict", "why", "suggestions", "evidence"},
    "overall": {"score", "summary"},
    "follow_ups": {"who", "what", "due", "due_date", "signal"},
    "strengths": {"text", "evidence"},
}  # fmt: skip
TOP = {*KEYS, "schema", "signals", "scores", "notes", "report_language"}


@pytest.fixture(scope="module")
def report(coach: Analyzer, dialogue: str) -> Report:
    return coach.analyze(dialogue, me="Mette", date="2026-03-11")


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(resource("data", "schema", "report.schema.json").read_text(encoding="utf-8"))


def rows(part: Any) -> list[dict[str, Any]]:
    return part if isinstance(part, list) else [part]


def test_the_keys_are_those_of_the_contract(report: Report) -> None:
    found = report.to_dict()
    assert set(found) == TOP
    assert found["schema"] == "samtalecoach.report/1"
    for part, keys in KEYS.items():
        for row in rows(list(found[part].values()) if part == "speakers" else found[part]):
            assert set(row) == keys, part
    assert [advice["id"] for advice in found["advice"]] == list(ADVICE_IDS)
    assert set(found["speakers"]) == set(found["scores"]) == {"Mette", "Lars"}


@pytest.mark.parametrize("kind", list(ONLY))
def test_each_kind_of_signal_has_its_own_fields(kind: str) -> None:
    signal = Signal.model_validate(
        {"kind": kind, "subtype": None, "speaker": "A", "turn": 0, "start": 0, "end": 1, "text": "x", "confidence": 0.5}
    )
    dumped = signal.model_dump(mode="json")
    assert set(dumped) == SIGNAL | ONLY[kind]
    assert all(dumped[name] is None for name in ONLY[kind])


def test_dates_are_iso_and_offsets_are_numbers() -> None:
    found = example().to_dict()
    assert found["conversation"]["date"] == "2026-03-11"
    due = [signal["due_date"] for signal in found["signals"] if signal["kind"] == "commitment"]
    assert due == ["2026-03-12", "2026-03-12"]
    assert found["follow_ups"][0]["due_date"] == "2026-03-12"
    assert all(type(signal["start"]) is int for signal in found["signals"])


def test_json_is_the_dict(report: Report) -> None:
    assert json.loads(report.to_json()) == report.to_dict()
    assert json.loads(report.to_json(indent=None)) == report.to_dict()
    assert "\n" not in report.to_json(indent=None)
    assert Report.model_validate(report.to_dict()) == report


def test_the_shipped_schema_is_that_of_the_code(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == json_schema()


def test_the_schema_is_printed_by_the_module(schema: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "samtalecoach.report"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert json.loads(done.stdout) == schema


def test_real_reports_are_valid(report: Report, coach: Analyzer, dialogue: str, schema: Any) -> None:
    check = jsonschema.Draft202012Validator(schema).validate
    for valid in (
        report,
        coach.analyze(dialogue),
        coach.analyze("- Takkede for kaffen\n- Lovede at ringe på torsdag"),
        example(),
        crowd(),
        notes(),
    ):
        check(valid.to_dict())


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        (("signals", 0), "kind", "praise"),
        (("signals", 0), "start", "0"),
        (("signals", 0), "due", "i morgen"),
        (("signals", 0), "confidence", 1.5),
        (("signals", 0), "mood", "good"),
        (("advice", 0), "score", 101),
        (("conversation",), "kind", "letter"),
        ((), "schema", "samtalecoach.report/2"),
    ],
)
def test_wrong_values_are_not_valid(schema: Any, part: tuple[str | int, ...], name: str, value: Any) -> None:
    wrong: Any = example().to_dict()
    place = wrong
    for step in part:
        place = place[step]
    place[name] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema)


@pytest.mark.parametrize(
    ("kind", "field"), [("question", "follow_up"), ("commitment", "due"), ("commitment", "due_date"), ("offer", "cues")]
)
def test_missing_fields_are_not_valid(schema: Any, kind: str, field: str) -> None:
    wrong = example().to_dict()
    del next(signal for signal in wrong["signals"] if signal["kind"] == kind)[field]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, schema)


def test_the_table_has_a_row_per_speaker(report: Report) -> None:
    frame = report.to_frame()
    assert list(frame["speaker"]) == ["Mette", "Lars"]
    assert list(frame["me"]) == [True, False]
    assert {*KEYS["speakers"], *(f"{advice}_score" for advice in ADVICE_IDS)} <= set(frame.columns)
    assert set(frame["date"]) == {date(2026, 3, 11)}
    for row in frame.to_dict("records"):
        assert row["words"] == report.speakers[row["speaker"]].words
        assert row["gratitude_score"] == report.scores[row["speaker"]]["gratitude"]


def test_the_forms_of_a_report_name_its_speakers(report: Report) -> None:
    for text in (report.to_markdown(), report.to_html()):
        assert "Mette" in text
        assert "Lars" in text

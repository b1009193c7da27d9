"""What recognisers of the Whisper family write."""

from __future__ import annotations

import json
import time
from typing import Any

import properties
import pytest
import samples
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import said

from samtalecoach.conversation import Conversation
from samtalecoach.ingest import read_text
from samtalecoach.ingest.recognisers import read_recognisers
from samtalecoach.ingest.registry import Source

CASES = samples.cases("recognisers")
MARKS = [
    "[00:01.000 --> 00:02.000]  ", "[00:0x.000 --> 00:02.000]  Hej", "[SPEAKER_00]: ", "[SPEAKER_01] nå", "(speaker 1) ", "(speaker ?) ", "SPEAKER_02: ", "Hej: med dig", "[latter]", "-->", "2026",
]  # fmt: skip
NAMES = ["SPEAKER_00", "SPEAKER_01", "Bodil Ask", "A"]
tokens = st.lists(
    st.sampled_from(["Ja,", "2014", "og", "så:", "R&D", "nej.", "Æh…", "mail@a.dk"]), min_size=1, max_size=5
)
spoken = st.lists(st.tuples(st.sampled_from(NAMES), tokens), min_size=1, max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "word", "speaker", "start", "end", "from"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def read(value: Any) -> Conversation:
    return read_text(json.dumps(value, ensure_ascii=False))


def segment(text: str, **fields: Any) -> dict[str, Any]:
    return {"start": 0.0, "end": 1.0, "text": text, **fields}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ([segment("Hej"), {"start": 1}], "mangler 'text' i segment nummer 2; eksportér den igen."),
        ({"segments": [segment("Hej"), "nå"]}, "mangler 'text' i segment nummer 2; eksportér den igen."),
        (
            {"segments": [segment("Hej"), segment("a") | {"text": 3}]},
            "mangler 'text' i segment nummer 2; eksportér den igen.",
        ),
        (
            {"segments": [segment("…"), segment(" [latter]")]},
            "er en udskrift uden ord; kør talegenkendelsen igen, eller vælg en anden fil.",
        ),
        ({"segments": []}, "er JSON af en form, der ikke kendes"),
    ],
)
def test_damaged(value: Any, problem: str) -> None:
    assert properties.refused(json.dumps(value).encode(), "a.json").startswith(f"Filen 'a.json' {problem}")


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ({}, 0, 1),
        ({"start": 1, "end": "2.5"}, 1, 2.5),
        ({"start": "00:01:02,5", "end": None}, 62.5, None),
        ({"start": float("nan"), "end": float("inf")}, None, None),
        ({"start": -1, "end": 10**400}, None, None),
        ({"start": True, "end": []}, None, None),
        ({"start": 3, "end": 2}, 3, None),
        ({"timestamp": [1.5, None]}, 1.5, None),
        ({"offsets": {"from": 1500, "to": 2750}}, 1.5, 2.75),
    ],
)
def test_times(fields: dict[str, Any], start: float | None, end: float | None) -> None:
    turn = read([segment("Hej", **fields)]).turns[0]
    assert (turn.start_s, turn.end_s) == (start, end)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [("SPEAKER_00", "SPEAKER_00"), (0, "Taler 0"), ("1", "Taler 1"), (None, "Ukendt taler"), ("?", "Ukendt taler"), ("UNKNOWN", "Ukendt taler"), ("\ud83dMette", "\ufffdMette"), (["A"], "Ukendt taler")],
)  # fmt: skip
def test_speakers(speaker: Any, name: str) -> None:
    assert read([segment("Hej", speaker=speaker)]).participants == (name,)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([("Ja", "A"), ("tak.", "A"), ("Nej.", "B")], [("A", "Ja tak."), ("B", "Nej.")]),
        ([("Ja", None), ("tak.", "A"), ("Nej.", "B")], [("A", "Ja tak."), ("B", "Nej.")]),
        ([("Ja", "A"), ("tak.", None), ("Nej.", "B")], [("A", "Ja tak."), ("B", "Nej.")]),
        ([("Ja", "A"), ("tak.", "A"), ("Nej.", None)], [("A", "Ja tak. Nej.")]),
        ([("Ja", None), ("tak.", None), ("Nej.", None)], [("Ukendt taler", "Ja tak. Nej.")]),
        ([("Ja", "B"), ("tak.", "A"), ("Nej.", "B")], [("B", "Ja"), ("A", "tak."), ("B", "Nej.")]),
        ([("Jo", "A"), ("da.", "B")], [("A", "Jo"), ("B", "da.")]),
    ],
)
def test_a_segment_is_split_where_its_words_change_speaker(
    words: list[tuple[str, str | None]], expected: list[tuple[str, str]]
) -> None:
    listed = [{"word": word, "start": at, "end": at + 0.5, "speaker": name} for at, (word, name) in enumerate(words)]
    conversation = read([segment(" Ja tak. Nej.", words=listed)])
    assert said(conversation) == expected
    if len(expected) > 1:
        assert conversation.turns[-1].end_s == len(words) - 0.5


def test_words_that_are_not_those_of_the_text() -> None:
    words = [{"word": "Jo", "speaker": "A"}, {"word": "da.", "speaker": "B"}]
    conversation = read([segment("Ja tak.", words=words)])
    assert said(conversation) == [("A", "Jo"), ("B", "da.")]
    assert conversation.omitted == ("Ja tak.",)


def test_the_segments_speaker_and_one_other() -> None:
    words = [{"word": "Ja", "speaker": "A"}, {"word": "tak.", "speaker": "B"}]
    assert said(read([segment("Ja tak.", speaker="A", words=words)])) == [("A", "Ja"), ("B", "tak.")]
    edited = read([segment("Jo tak, Ida.", speaker="B", words=words)])
    assert said(edited) == [("B", "Jo tak, Ida.")]
    assert edited.omitted == ("Ja",)


def test_directions_inventions_and_strings_that_were_not_said() -> None:
    conversation = read(
        {
            "text": "Hej du [musik] Sluttekst her",
            "segments": [segment("Hej du"), segment(" [musik]"), segment("Tak fordi du så med!", speaker="Bo Riis")],
        }
    )
    assert said(conversation) == [("Ukendt taler", "Hej du")]
    assert conversation.omitted == ("Hej du [musik] Sluttekst her", "[musik]", "Tak fordi du så med!", "Bo Riis")


@pytest.mark.parametrize(
    "text",
    [
        "SPEAKER_00: Hej\nSPEAKER_01: Hej",
        "[00:15 - 00:19] Mette: hej\n[00:20 --> 00:25] og velkommen\nLars: tak",
        "[15.01.24, 10.30.45] Mette: Hej\n[15.01.24, 10.31.45] Lars: Hej",
        "[pause]\nMette: Hej\nLars: Hej",
        "Møde [online]: godt",
    ],
)
def test_other_texts(text: str) -> None:
    assert read_recognisers(Source(text)) is None


def test_the_text_alone() -> None:
    conversation = read({"text": "Hej Lars. Husk: mail.", "usage": {"type": "tokens", "total_tokens": 9}})
    assert said(conversation) == [("Ukendt taler", "Hej Lars. Husk: mail.")]
    assert conversation.speaker_doubt == "unnamed"


def test_notices_above_the_lines() -> None:
    text = "".join(f"whisper_model_load: n_{at} = {at}\n" for at in range(30)) + "\n[00:01.000 --> 00:02.000]  Hej du\n"
    conversation = read_text(text)
    assert said(conversation) == [("Ukendt taler", "Hej du")]
    assert len(conversation.omitted) == 30


def test_names_behind_the_time() -> None:
    text = "[00:01.000 --> 00:02.000]  Mette Holm: Hej\n[00:02.000 --> 00:03.000]  Lars: Husk: mail\nog mere\n"
    assert said(read_text(text)) == [("Mette Holm", "Hej"), ("Lars", "Husk: mail og mere")]


@settings(max_examples=120)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"start": values, "text": st.text(max_size=20) | values, "words": values, "speaker": values}
        ),
        min_size=1,
        max_size=4,
    )
)
def test_fields_of_any_type(segments: list[dict[str, Any]]) -> None:
    spoken = "\n".join(one["text"] for one in segments if isinstance(one["text"], str))
    with properties.refusals():
        assert not properties.lost(spoken, read(segments), ["ukendt", "taler"])


@settings(max_examples=120)
@given(properties.damaged([path for path in CASES if path.suffix == ".txt"], MARKS))
def test_no_word_of_printed_lines_is_lost(text: str) -> None:
    with properties.refusals():
        assert not properties.lost(text, read_recognisers(Source(text)), ["speaker"], names_again=True)


@given(spoken, st.booleans(), st.integers(1, 3))
def test_what_whisperx_writes_reads_back(pieces: list[tuple[str, list[str]]], aligned: bool, together: int) -> None:
    segments = []
    for at in range(0, len(pieces), together):
        chunk = pieces[at : at + together]
        words = [
            {"word": word, "speaker": name, **({"start": at, "end": at + 0.5} if aligned else {})}
            for name, part in chunk
            for word in part
        ]
        text = " " + " ".join(word for _, part in chunk for word in part)
        segments.append({"start": at, "end": at + 1, "text": text, "words": words, "speaker": chunk[0][0]})
    expected = properties.in_turns((name, " ".join(part), None) for name, part in pieces)
    assert said(read({"segments": segments, "language": "da"})) == [(name, text) for name, text, _ in expected]


def test_large_inputs_take_linear_time() -> None:
    words = [{"word": f"ord{at}", "start": at, "end": at + 1, "speaker": f"SPEAKER_0{at % 2}"} for at in range(12_000)]
    whole = {"segments": [segment(" ".join(str(word["word"]) for word in words), words=words)]}
    many = {"segments": [segment(" og så gik vi hjem")] * 20_000}
    start = time.process_time()
    assert len(read(whole).turns) == 12_000
    assert len(read(many).turns) == 1
    assert read_text("[00:01.000 --> 00:02.000]  og så gik vi hjem\n" * 10_000).turns
    assert time.process_time() - start < 8

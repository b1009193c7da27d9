"""The analyzer as a component of a spaCy pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import samtalecoach.component  # noqa: F401
from samtalecoach.analyzer import Analyzer
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.resources import resource

TEXT = "Tak for kaffen. Hvordan kom du ind i branchen? Jeg ringer til dig på torsdag."


@pytest.fixture(scope="module")
def nlp() -> Language:
    """A pipeline of one's own, with the component last."""
    pipeline = spacy.load(resource("models", "da_samtale"), exclude=["ner"])
    pipeline.add_pipe("samtalecoach")
    return pipeline


def spans(doc: Doc, key: str) -> list[tuple[str, str]]:
    return [(span.label_, span.text) for span in doc.spans[key]]


def test_signals_and_references_are_spans(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert spans(doc, "signals") == [
        ("gratitude/specific", "Tak for kaffen."),
        ("question/open", "Hvordan kom du ind i branchen?"),
        ("commitment/promise", "Jeg ringer til dig på torsdag."),
    ]
    assert spans(doc, "references") == [("other", "du"), ("self", "Jeg"), ("other", "dig")]


def test_the_signals_themselves_tell_more(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [signal.kind for signal in doc._.signals] == ["gratitude", "question", "commitment"]
    assert doc._.signals[2].due == "på torsdag"
    assert all(doc.text[signal.start : signal.end] == signal.text for signal in doc._.signals)


def test_it_finds_what_the_analyzer_finds(nlp: Language, coach: Analyzer) -> None:
    report = coach.analyze(Conversation(turns=(Turn(speaker="?", text=TEXT),)))
    assert nlp(TEXT)._.signals == report.signals


def test_streams(nlp: Language) -> None:
    texts = [TEXT, "Det regner.", "Mange tak!"]
    assert [spans(doc, "signals") for doc in nlp.pipe(texts)] == [spans(nlp(text), "signals") for text in texts]


@pytest.mark.parametrize("text", ["", " ", "...", "\n\n"])
def test_nothing_in_nothing(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert (spans(doc, "signals"), spans(doc, "references"), doc._.signals) == ([], [], ())


def test_two_pipelines_live_side_by_side(nlp: Language) -> None:
    other = spacy.load(resource("models", "da_samtale"), exclude=["ner"])
    other.add_pipe("samtalecoach")
    assert spans(other(TEXT), "signals") == spans(nlp(TEXT), "signals")


def test_a_pipeline_with_it_is_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert spans(spacy.load(tmp_path)(TEXT), "signals") == spans(nlp(TEXT), "signals")


def test_it_says_what_it_reads(nlp: Language) -> None:
    meta = nlp.get_pipe_meta("samtalecoach")
    assert {"token.pos", "token.morph"} <= set(meta.requires)

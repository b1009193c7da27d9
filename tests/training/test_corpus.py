"""The labelled corpus: its markup, its files, and that the shipped one is in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samtalecoach.resources import resource
from samtalecoach.training.check_data import problems
from samtalecoach.training.corpus import (
    SPLITS,
    CorpusError,
    GoldLabel,
    append,
    parse_isolated,
    parse_markup,
    read_jsonl,
    read_split,
    split_of,
)

MARKUP = """\
# id: eksempel
# style: clean
# date: 2026-03-11
# me: Ida

@Ida
Tak for kaffen. || gs
Hvad laver I^ her? || qo+
@Bo
Om 5 min~ sender jeg dig listen. || cp[Om 5 min] o
Han sagde: jeg~ kommer.
"""


def test_markup_gives_sentences_labels_and_references() -> None:
    ida, bo = parse_markup(MARKUP).turns
    assert ida.text == "Tak for kaffen. Hvad laver I her?"
    assert [ida.text[s.start : s.end] for s in ida.sentences] == ["Tak for kaffen.", "Hvad laver I her?"]
    assert ida.sentences[1].labels == (GoldLabel("question", "open", follow_up=True),)
    assert [(r.focus, ida.text[r.start : r.end]) for r in ida.references] == [("other", "I")]
    assert [label.kind for label in bo.sentences[0].labels] == ["commitment", "offer"]
    assert bo.sentences[0].labels[0].due == "Om 5 min"
    assert [(r.focus, bo.text[r.start : r.end]) for r in bo.references] == [("self", "jeg"), ("other", "dig")]


def test_every_line_of_notes_is_a_turn() -> None:
    notes = "# id: n\n# style: notes\n# me: Ida\n@Ida\n% Kaffe med Bo\n- Takkede for kaffen || gs\n& Han lo.\n- Ring fredag || ca[fredag]\n"
    turns = parse_markup(notes).turns
    assert [turn.text for turn in turns] == ["Kaffe med Bo", "- Takkede for kaffen Han lo.", "- Ring fredag"]
    assert [len(turn.sentences) for turn in turns] == [0, 2, 1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Hej. || xx", "unknown label code"),
        ("Hej. || gs[i dag]", "only cp and ca carry a time"),
        ("Hej. || gs gp", "two labels of one kind"),
        ("Jeg ringer. || cp[på mandag]", "does not stand in the sentence"),
        ("Huset^ er rødt.", "no word of reference"),
        ("|| gs", "labels without a sentence"),
    ],
)
def test_broken_markup_names_the_line(line: str, said: str) -> None:
    with pytest.raises(CorpusError, match=said) as caught:
        parse_markup(f"# id: x\n# style: clean\n@Ida\n{line}\n", "x.txt")
    assert str(caught.value).startswith("x.txt:4")


def test_isolated_sentences_with_the_line_before() -> None:
    first, second = parse_isolated(
        "# date: 2026-03-11\nKan du komme? >> Ja, på mandag. || ca[på mandag]=2026-03-16\nHej.\n", "plain-x"
    )
    assert [turn.scored for turn in first.turns] == [False, True]
    assert (first.style, first.date, first.id) == ("plain", "2026-03-11", "plain-x-2")
    assert second.turns[0].sentences[0].labels == ()


def test_a_conversation_survives_its_file_and_keeps_its_split(tmp_path: Path) -> None:
    conversation = parse_markup(MARKUP)
    append([conversation], tmp_path)
    append([conversation], tmp_path)
    assert read_jsonl(tmp_path / "conversations.jsonl") == [conversation]
    assert read_split(tmp_path, split_of("eksempel")) == [conversation]
    splits = json.loads((tmp_path / "splits.json").read_text(encoding="utf-8"))
    assert sum(ids.count("eksempel") for ids in splits.values()) == 1


def test_the_shipped_corpus_is_in_order() -> None:
    assert list(problems(resource("data", "labelled", "da"))) == []


def test_the_shipped_corpus_is_large_and_varied() -> None:
    conversations = [c for split in SPLITS for c in read_split(resource("data", "labelled", "da"), split)]
    styles = [c.style for c in conversations]
    assert sum(c.sentences for c in conversations) > 1200
    assert all(styles.count(style) >= 20 for style in ("clean", "speech", "chat", "notes"))


def test_problems_are_found(tmp_path: Path) -> None:
    append([parse_markup(MARKUP)], tmp_path)
    path = tmp_path / "conversations.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"specific"', '"special"'), encoding="utf-8")
    assert any("gratitude/special" in problem for problem in problems(tmp_path))

"""Files, errors, the registry, and inputs of any size and kind."""

import time
from collections.abc import Iterator
from pathlib import Path

import properties
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import said

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import Reader, Source, read_conversation, read_text, readers, register, registry

PIECES = [
    "Mette: ", "Lars: ", "mette: ", "Torkild:", "**Mette:** ", "**Lars** (00:15): ", "[00:15] ", "09.32 ", "kl. 9.32 ", "Mette", "Lars Holm", "Taler 1: ",
    "Mette (NNIT): ", "Lars (ler): ", "Mette, direktør: ", "(griner)", "[pause]", "- ", "* ", "1. ", "# ", "[ ] ", "[x] ", "Aftale: ", "Husk:", "Skrevet af: ", "Dato: ",
    "11.03.2026", "11. marts 2026", "hej", "og så gik vi hjem", "Jeg sagde: nej", "http://a.dk", "---", "===", "\n", "\n", "\n", "\n\n", " ", "\t", ":", "*", "_", "@", ",", "10:30", "–",
]  # fmt: skip
messy = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join)
NAMES = ["Mette", "Lars Holm", "Taler 1", "dr. Hansen", "Anne-Marie", "Ole (NNIT)"]
spoken = st.lists(
    st.sampled_from(["ja", "Jeg sagde: nej", "kl. 10:30", "(griner)", "Hvad nu?", "Husk: mail", "Lars", "nå*", "Æh"]),
    min_size=1,
    max_size=4,
)


@settings(max_examples=250)
@given(messy | st.text(max_size=200))
@example("Mette: \ud83d hej")
@example("Lars (ler):\nkl. 9.32\nMette: hej\nLars: ja")
def test_no_word_is_lost_and_nothing_else_is_raised(text: str) -> None:
    try:
        conversation = read_text(text)
    except SamtalecoachError:
        assert not properties.words(text)
        return
    untitled = conversation.model_copy(update={"title": None})  # a title is told among what is left out
    assert not properties.lost(text, untitled)


@given(
    st.binary(max_size=300) | messy.map(lambda text: text.encode("utf-16", "replace")),
    st.text(max_size=10),
    st.text(max_size=10),
)
def test_any_bytes_and_arguments(data: bytes, name: str, me: str) -> None:
    with properties.refusals():
        assert read_conversation(data, name, me=me).turns


@given(st.lists(st.tuples(st.sampled_from(NAMES), spoken.map(" ".join)), min_size=1, max_size=12))
def test_a_rendered_conversation_reads_back(turns: list[tuple[str, str]]) -> None:
    conversation = read_text("\n".join(f"{name}: {text}" for name, text in turns))
    assert said(conversation) == turns


@pytest.mark.parametrize("text", ["", " \n\t", "!!! ... --- \n :-)"])
def test_texts_without_words(text: str) -> None:
    with pytest.raises(SamtalecoachError, match="tom|ingen ord"):
        read_text(text)


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "2026-03-11 kaffe.txt"
    path.write_bytes("Mette: Tak på forhånd\r\nLars: Selv tak\r\n".encode("cp1252"))
    conversation = read_conversation(path)
    assert (conversation.source, str(conversation.date)) == (path.name, "2026-03-11")
    assert conversation.turns[0].text == "Tak på forhånd"
    with pytest.raises(SamtalecoachError, match="mappe"):
        read_conversation(tmp_path)
    with pytest.raises(SamtalecoachError, match="findes ikke"):
        read_conversation(str(tmp_path / "nej.txt"))


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("Mette: " + "ord og mere " * 420_000, 1),
        ("x" * 5_000_000, 1),
        ("[" * 2_000_000 + "a", 1),
        ("*" * 2_000_000 + "Mette: a", 1),
        ("Mette: Hej\nLars: Goddag\n" * 100_000, 200_000),
        ("- hej med dig\n" * 50_000, 50_000),
        ("Mette: hej\n" + "og mere\n" * 50_000 + "Mette: hej\nLars: ja\nLars: nej", None),
        ("11.03.2026 " * 400_000, 1),
    ],
    ids=["long turn", "long word", "brackets", "stars", "lines", "bullets", "continued", "dates"],
)
def test_large_inputs_take_linear_time(text: str, turns: int | None) -> None:
    start = time.process_time()
    conversation = read_text(text)
    assert time.process_time() - start < 30
    assert turns is None or len(conversation.turns) == turns


@pytest.fixture
def own_reader() -> Iterator[None]:
    known = list(registry._READERS)
    yield
    registry._READERS[:] = known


@pytest.mark.usefixtures("own_reader")
def test_a_reader_of_ones_own_is_asked_first() -> None:
    def read(source: Source) -> Conversation | None:
        return Conversation(turns=(Turn(speaker="X", text="y"),)) if source.text.startswith("%mine") else None

    register(Reader("mine", read))
    names = [reader.name for reader in readers()]
    assert (names[0], names[-2:]) == ("mine", ["plain", "notes"])
    assert read_text("%mine").participants == ("X",)
    assert read_text("Mette: Hej\nLars: Hej").participants == ("Mette", "Lars")
    with pytest.raises(SamtalecoachError, match="plain"):
        register(Reader("other", read), before="nothing")

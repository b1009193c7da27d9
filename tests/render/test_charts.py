from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from samtalecoach.render import charts
from samtalecoach.render.texts import Texts, load_texts
from samtalecoach.report import Report, TurnFacts

from .example import example, numbers
from .variants import crowd, hostile, notes

TEXTS = load_texts("da")


def drawn(svg: str | None) -> list[str]:
    assert svg is not None
    root = ElementTree.fromstring(svg)
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert not [element for element in root.iter() if element.tag.endswith(("script", "image", "foreignObject"))]
    return [element.text or "" for element in root.iter() if element.tag.endswith("text")]


@pytest.mark.parametrize("draw", [charts.talk_share_chart, charts.timeline_chart])
def test_charts_hold_names_as_text_and_the_colours_of_the_page(draw: Callable[[Report, Texts], str | None]) -> None:
    svg = draw(example(), TEXTS)
    assert {"Mette (dig)", "Lars"} <= set(drawn(svg))
    assert svg is not None
    assert "var(--accent" in svg or "var(--question" in svg
    assert 'fill="#fff"' not in svg
    assert "width=" not in svg.split(">")[0]


def test_talk_share_says_the_shares() -> None:
    assert {"56\N{NO-BREAK SPACE}%", "44\N{NO-BREAK SPACE}%"} <= set(drawn(charts.talk_share_chart(example(), TEXTS)))


@pytest.mark.parametrize(("timed", "title"), [(False, "Replik"), (True, "Minutter")])
def test_timeline_runs_over_turns_or_minutes_and_explains_its_shapes(timed: bool, title: str) -> None:
    texts = drawn(charts.timeline_chart(example(timed=timed), TEXTS))
    assert title in texts
    assert {"Spørgsmål", "Tak", "Jobønske", "Løfte eller aftale", "Tilbud om hjælp"} <= set(texts)


def test_a_mark_per_signal() -> None:
    svg = charts.timeline_chart(example(), TEXTS) or ""
    marks = re.findall(r'<path [^>]*fill="var\(--(?:question|gratitude|job-request|commitment|offer),', svg)
    assert len(marks) == len(example().signals) + 5  # and the legend's


def test_notes_have_no_charts() -> None:
    assert charts.talk_share_chart(notes(), TEXTS) is None
    assert charts.timeline_chart(notes(), TEXTS) is None


def test_a_conversation_without_signals_still_shows_who_speaks() -> None:
    report = example(signals=(), advice=(), strengths=(), follow_ups=())
    assert "Mette (dig)" in drawn(charts.timeline_chart(report, TEXTS))


def test_hostile_names_stay_text() -> None:
    for draw in (charts.talk_share_chart, charts.timeline_chart):
        assert any(text.startswith("<script>alert(1)") for text in drawn(draw(hostile(), TEXTS)))


@pytest.mark.parametrize(
    "odd", ["\x1b\x00", "\ud800", "\ufffe\uffff", "", "a" * 500, "%s {x} datum.name", "\N{ZERO WIDTH SPACE}"]
)
def test_odd_names_do_not_stop_the_drawing(odd: str) -> None:
    turns = (TurnFacts(speaker=odd, text="Hej"), TurnFacts(speaker="Bo", text="Hej"))
    report = example(
        turns=turns,
        signals=(),
        advice=(),
        strengths=(),
        follow_ups=(),
        references=(),
        speakers={odd: numbers(1, 0.5), "Bo": numbers(1, 0.5)},
    )
    assert "Bo" in drawn(charts.talk_share_chart(report, TEXTS))
    assert "Bo" in drawn(charts.timeline_chart(report, TEXTS))


def test_namesakes_after_shortening_keep_a_row_each() -> None:
    one, two = "En meget lang titel og Anders", "En meget lang titel og Birgitte"
    report = example(speakers={one: numbers(1, 0.5), two: numbers(1, 0.5)}, turns=(), signals=(), advice=())
    texts = drawn(charts.talk_share_chart(report, TEXTS))
    assert len({text for text in texts if text.startswith("En meget")}) == 2


def test_a_fork_of_a_process_that_has_drawn_refuses_instead_of_hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    charts.talk_share_chart(example(), TEXTS)
    monkeypatch.setattr("os.getpid", lambda: -1)
    with pytest.raises(RuntimeError, match="spawn"):
        charts.talk_share_chart(example(), TEXTS)


@pytest.fixture(scope="module")
def many() -> Report:
    return crowd(50, 5000)


def test_a_crowd_shares_a_row_and_a_long_conversation_is_joined(many: Report) -> None:
    svg = charts.timeline_chart(many, TEXTS)
    assert charts.is_binned(many)
    assert not charts.is_binned(example())
    assert len(svg or "") < 400_000
    names = [
        text for text in drawn(charts.talk_share_chart(many, TEXTS)) if text.endswith("andre") or "Deltager" in text
    ]
    assert len(names) == charts.MAX_ROWS
    assert names[-1] == "39 andre"

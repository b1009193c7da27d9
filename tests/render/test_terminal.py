from __future__ import annotations

import io

import pytest
from rich.console import Console

from samtalecoach.render.terminal import render_terminal
from samtalecoach.report import Report

from .example import example
from .variants import NASTY_SHOWN, crowd, hostile, notes


def printed(report: Report, width: int = 80, *, terminal: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=terminal, color_system="truecolor" if terminal else None)
    render_terminal(report, console)
    return stream.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize(
    "report",
    [example(), example(me=None), example(report_language="en"), notes(), hostile(), crowd(30, 40)],
    ids=["me", "nobody", "english", "notes", "hostile", "crowd"],
)
def test_piped_text_is_plain_and_wraps(report: Report, width: int) -> None:
    text = printed(report, width)
    assert max(map(len, text.splitlines())) <= width
    assert not set(text) & set("\x1b\x00\u202e█░─│┃")
    assert all(line == line.rstrip() for line in text.splitlines())


def test_every_quote_is_there() -> None:
    text = one_line(printed(example()))
    for index in {index for advice in example().advice for index in advice.evidence}:
        assert f"»{example().signals[index].text}«" in text
    assert "Er du stadig i Horsens? [Lukket spørgsmål]" in text


def test_a_terminal_has_colours_and_bars() -> None:
    text = printed(example(), terminal=True)
    assert "\x1b[" in text
    assert "█" in text
    assert "░" in text


def test_a_terminal_that_knows_only_ascii_has_no_bars() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    render_terminal(example(), Console(file=stream, width=60, force_terminal=True))
    stream.seek(0)
    assert "72 af 100" in stream.read()


def test_words_of_others_are_not_read_as_markup() -> None:
    assert one_line(NASTY_SHOWN) in one_line(printed(hostile(), 200))
    coloured = printed(hostile(), 200, terminal=True)
    assert "\x1b[31mrød" not in coloured
    assert "[bold]x[/bold]" in coloured


def test_the_report_in_danish() -> None:
    text = printed(example())
    for part in (
        "Din samtale med Lars",
        "Samlet score: 71 af 100",
        "Det gjorde du godt",
        "1. Vær nysgerrig på den anden\n   72 af 100",
    ):
        assert part in text
    assert "- Mette (dig): sende artiklen om havvind – torsdag den 12. marts 2026" in text
    assert "Mette (dig), replik 3 [Åbent spørgsmål, opfølgende]" in text


def test_scores_that_cannot_be_judged() -> None:
    assert "Kan ikke vurderes\n   Noter viser ikke, hvem der talte mest." in printed(notes())
    assert "Sig tak, og sig hvorfor: Kan ikke vurderes" in one_line(printed(example(me=None), 40))


def test_nothing_else_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    printed(example())
    assert capsys.readouterr() == ("", "")

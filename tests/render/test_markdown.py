from __future__ import annotations

import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from samtalecoach.render.markdown import escape, render_markdown
from samtalecoach.report import Report

from .example import example
from .variants import NASTY_SHOWN, crowd, hostile, notes


def shown(markdown: str) -> str:
    """What a reader of the rendered Markdown sees, on one line."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


@pytest.mark.parametrize(
    "text",
    [
        "**fed** og _kursiv_ og ~~ud~~",
        "# overskrift #",
        "1. punkt",
        "12) punkt",
        "- punkt",
        "+ punkt",
        "> citat",
        "=====",
        "---",
        "<b>x</b> <!-- y --> &amp; &#64;",
        "[navn](adresse) ![billede](x) [^1]",
        "`kode` ``` ```",
        "a | b | c",
        "slut med \\",
        "https://evil.example www.evil.example <mailto:x>",
        ":--- | ---:",
        "$x^2$",
    ],
)
def test_escaped_text_is_shown_as_it_was_written(text: str) -> None:
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"{escape(text)}\n\nx")
    assert html.startswith("<p>")
    assert not re.search("<(?!/?p>)", html)
    assert unescape(html.split("</p>")[0].removeprefix("<p>")) == text


@pytest.mark.parametrize(
    "text", ["kaffemoede.txt", "Ja, kl. 10.30: det er fint (tror jeg)!", "»Hej« – a/b, 50 %", "et-to"]
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize("report", [example(), example(me=None), example(report_language="en"), notes(), hostile()])
def test_every_quote_is_there(report: Report) -> None:
    text = shown(render_markdown(report))
    for signal in report.signals:
        assert " ".join(signal.text.replace("\x1b", "").replace("\u202e", "").split()) in text


def test_the_report_in_danish() -> None:
    markdown = render_markdown(example())
    assert markdown.startswith("# Din samtale med Lars\n")
    assert "### 1. Vær nysgerrig på den anden – 72 af 100" in markdown
    assert (
        "| Mette (dig) | sende artiklen om havvind | torsdag den 12. marts 2026 (»i morgen«) | replik 7 |" in markdown
    )
    assert "**Er du stadig i Horsens?** \\[*Lukket spørgsmål*\\]" in markdown
    assert markdown.endswith("*\n")
    assert not re.search(r"[ \t]$|\n\n\n", markdown, re.MULTILINE)


def test_hostile_text_stays_text() -> None:
    markdown = render_markdown(hostile())
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    assert not re.search("<(script|a|img|code|pre|del)", html)
    assert NASTY_SHOWN in shown(markdown)
    assert "\x1b" not in markdown
    markdown.encode("utf-8")
    assert html.count("<table") == 2


def test_scores_that_cannot_be_judged_and_speakers_side_by_side() -> None:
    assert "### 1. Vær nysgerrig på den anden – Kan ikke vurderes\n\nNoter viser ikke" in render_markdown(notes())
    assert "| Lars | 64 | Kan ikke vurderes | 80 | 100 |" in render_markdown(example(me=None))


def test_long_evidence_is_cut_short_with_a_word_about_it() -> None:
    assert "… 3 eksempler mere er markeret i samtalen nedenfor" in render_markdown(crowd(3, 60))

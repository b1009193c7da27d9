"""The report as one HTML page that needs nothing else: no scripts, nothing from the network, pictures inside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from samtalecoach.render import parts
from samtalecoach.render.texts import Texts, load_texts
from samtalecoach.report import Report

__all__ = ["render_html"]

SHOWN_QUOTES = 4
"""Quotations shown for a piece of advice; further ones unfold."""
_SPEAKERS_ACROSS = 4
"""With more speakers than this, the numbers have a row per speaker instead of a column."""
_NAMESPACES = re.compile(' xmlns(:xlink)?="[^"]*"')
_GLYPHS = {"question": "●", "gratitude": "▲", "job_request": "■", "commitment": "◆", "offer": "✚"}


@dataclass(frozen=True)
class Figure:
    """A picture with its text alternative. ``svg`` is markup made by this package."""

    heading: str
    svg: Markup
    alternative: str
    captions: tuple[str, ...]
    wide: bool


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clean=parts.clean, line=parts.one_line)
    return environment


def render_html(report: Report) -> str:
    """The report as a complete HTML document in the report's language. All text in it is escaped."""
    texts = load_texts(report.report_language)
    facts = report.conversation
    voice = parts.addressed(facts)
    numbers = parts.numbers_table(report, texts)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            facts=facts,
            t=texts,
            voice=voice,
            headline=parts.headline(report, texts),
            facts_line=parts.facts_line(report, texts),
            strengths=[(strength, parts.quotes(report, strength.evidence, texts)) for strength in report.strengths],
            advice=[(advice, parts.quotes(report, advice.evidence, texts)) for advice in report.advice],
            shown=SHOWN_QUOTES,
            scores=parts.scores_table(report, texts) if facts.me is None else None,
            when=lambda follow_up: parts.when(follow_up, texts),
            numbers=numbers if len(report.speakers) <= _SPEAKERS_ACROSS else numbers.turned(texts("numbers.speaker")),
            figures=list(_figures(report, texts)),
            kinds=parts.KINDS,
            glyphs=_GLYPHS,
            turns=zip(report.turns, parts.marked_turns(report, texts), strict=True),
            place=lambda number: parts.place(number, facts, texts),
            name=lambda speaker: parts.speaker_name(speaker, facts, texts),
            clock=_clock,
        )
    )


def _figures(report: Report, texts: Texts) -> Iterator[Figure]:
    if all(numbers.talk_share is None for numbers in report.speakers.values()):
        return
    from samtalecoach.render import charts

    if shares := charts.talk_share_chart(report, texts):
        written = [
            f"{parts.name_shown(name, texts)} {texts.percent(numbers.talk_share)}"
            for name, numbers in report.speakers.items()
            if numbers.talk_share is not None
        ]
        alternative = texts("charts.talk_share_alt", shares=texts.listing(written))
        yield Figure(texts("charts.talk_share"), _inline(shares), alternative, (), wide=False)
    if timeline := charts.timeline_chart(report, texts):
        captions = [texts("charts.timeline_caption")]
        if charts.is_binned(report):
            captions.append(texts("charts.timeline_binned"))
        yield Figure(
            texts("charts.timeline"),
            _inline(timeline),
            _timeline_alternative(report, texts),
            tuple(captions),
            wide=True,
        )


def _inline(svg: str) -> Markup:
    """A picture for use inside HTML, where namespaces are known."""
    return Markup(_NAMESPACES.sub("", svg, count=2))


def _timeline_alternative(report: Report, texts: Texts) -> str:
    found = Counter(signal.kind for signal in report.signals)
    names = [parts.name_shown(name, texts) for name in report.speakers]
    if len(names) > _SPEAKERS_ACROSS:
        names = [*names[:3], texts.count("others", len(names) - 3)]
    values = {"turns": texts.count("turns", len(report.turns)), "speakers": texts.listing(names)}
    if not found:
        return texts("charts.timeline_alt_none", **values)
    kinds = [f"{texts(f'kind.{kind}')} {texts.number(found[kind])}" for kind in parts.KINDS if kind in found]
    return texts("charts.timeline_alt", **values, marks=texts.count("marks", found.total()), kinds=texts.listing(kinds))


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

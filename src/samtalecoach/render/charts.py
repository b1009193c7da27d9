"""Pictures as SVG: who talks how much, and what happens when.

Colours are CSS variables of the page with a fallback, so that one picture serves light, dark and paper; the background
is transparent. Altair and its converter take a moment to load: import this module only when a picture is needed.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from samtalecoach.render.parts import KINDS, speaker_name
from samtalecoach.render.texts import Texts
from samtalecoach.report import Report

__all__ = ["MAX_PLACES", "MAX_ROWS", "is_binned", "talk_share_chart", "timeline_chart"]

MAX_ROWS = 12
"""Speakers with a row of their own; the rest share one."""
MAX_PLACES = 160
"""Turns with a place of their own along the timeline; a longer conversation has neighbours joined."""
_JOINED = 80
_NAME_LENGTH = 22
_ROW, _FIELD = 54, 46

_SHAPES = ("circle", "triangle-up", "square", "diamond", "cross")
_COLOURS = ("#2f6fb3", "#3b8a55", "#b8651b", "#7d58b5", "#b8487a")
_INK, _SOFT, _FAINT, _ACCENT = "var(--ink, #777)", "var(--soft, #777)", "var(--speech, #9994)", "var(--accent, #2a857f)"
_FONT = "system-ui, sans-serif"
Rows = list[dict[str, Any]]


def is_binned(report: Report) -> bool:
    """Whether the timeline joins neighbouring turns."""
    return len(report.turns) > MAX_PLACES


def talk_share_chart(report: Report, texts: Texts) -> str | None:
    """A bar per speaker with their share of the words, as SVG; None where the material cannot show it (notes)."""
    rows = _row_names(report, texts)
    shares: dict[str, float] = defaultdict(float)
    for speaker, numbers in report.speakers.items():
        if numbers.talk_share is not None:
            shares[rows[speaker]] += numbers.talk_share
    if not shares:
        return None
    me = rows.get(report.conversation.me or "")
    data = [
        {"name": name, "share": share, "label": texts.percent(share), "own": name == me}
        for name, share in shares.items()
    ]
    base = alt.Chart(alt.NamedData("shares")).encode(y=_speaker_axis([name for name in _order(rows) if name in shares]))
    width = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, max(shares.values()) or 1]))
    colour = alt.condition("datum.own", alt.value(_ACCENT), alt.value("var(--quiet, #8a979d)"))
    bars = base.mark_bar(height=14).encode(x=width, color=colour)
    labels = base.mark_text(align="left", dx=7, fontSize=13, fill=_INK).encode(x=width, text="label:N")
    return _svg(alt.layer(bars, labels).properties(width=380, height=alt.Step(28)), {"shares": data})


def timeline_chart(report: Report, texts: Texts) -> str | None:
    """A row per speaker: when they speak, and a mark per signal, its kind told by shape and colour; None for notes."""
    if all(numbers.talk_share is None for numbers in report.speakers.values()) or len(report.turns) < 2:
        return None
    row_of = _row_names(report, texts)
    speech, marks, (begin, end) = _timeline_rows(report, row_of, texts)
    kinds = [texts(f"kind.{kind}") for kind in KINDS]
    timed = _is_timed(report)
    title = texts("charts.axis_time" if timed else "charts.axis_turn")
    axis = alt.Axis(
        title=title, grid=False, tickCount=8, tickMinStep=1, format="d", labelFlush=False, titlePadding=8, offset=4
    )
    across = alt.Scale(domain=[begin, end], nice=False, zero=False)
    spoken = {row["name"] for row in speech}
    names = [name for name in _order(row_of) if name in spoken]
    rows = alt.Chart(alt.NamedData("speech")).encode(y=_speaker_axis(names))
    fields = rows.mark_bar(height=_FIELD, fill=_FAINT).encode(
        x=alt.X("from:Q", scale=across, axis=axis),
        x2="to:Q",
        fillOpacity=alt.FillOpacity("share:Q", scale=None, legend=None),
    )
    legend = alt.Legend(
        title=None, orient="top", columns=5, symbolSize=90, labelFontSize=12, labelLimit=200, columnPadding=28
    )
    points = (
        alt.Chart(alt.NamedData("marks"))
        .mark_point(filled=True, opacity=0.95)
        .encode(
            x=alt.X("at:Q", scale=across),
            y=_speaker_axis(names),
            yOffset=alt.YOffset("lane:Q", scale=alt.Scale(domain=[0, 4], range=[10, _ROW - 10])),
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=_kind_colours()), legend=legend),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=list(_SHAPES)), legend=legend),
            size=alt.Size("size:Q", scale=None, legend=None),
        )
    )
    layers = alt.layer(fields, points) if marks else alt.layer(fields)
    return _svg(layers.properties(width=600, height=_ROW * len(names)), {"speech": speech, "marks": marks})


def _is_timed(report: Report) -> bool:
    return all(turn.start_s is not None and turn.end_s is not None for turn in report.turns)


def _timeline_rows(report: Report, rows: dict[str, str], texts: Texts) -> tuple[Rows, Rows, tuple[float, float]]:
    """Speech and marks as chart data, and the ends of the axis: minutes, or without times turn numbers."""
    spans = [(number - 0.5, number + 0.5) for number in range(1, len(report.turns) + 1)]
    if _is_timed(report):
        spans = [((turn.start_s or 0.0) / 60, (turn.end_s or 0.0) / 60) for turn in report.turns]
    begin, end = min(start for start, _ in spans), max(stop for _, stop in spans)
    lanes = {kind: lane for lane, kind in enumerate(KINDS)}
    if not is_binned(report):
        speech = [
            {"name": rows[t.speaker], "from": a, "to": b, "share": 1}
            for t, (a, b) in zip(report.turns, spans, strict=True)
        ]
        marks = []
        for signal in report.signals:
            start, stop = spans[signal.turn]
            within = (signal.start + signal.end) / 2 / max(1, len(report.turns[signal.turn].text))
            where = start + (stop - start) * min(within, 1)
            label = texts(f"kind.{signal.kind}")
            marks.append(
                {"name": rows[signal.speaker], "at": where, "kind": label, "lane": lanes[signal.kind], "size": 60}
            )
        return speech, marks, (begin, end)
    step = (end - begin) / _JOINED or 1.0
    bins = [min(int((start - begin) / step), _JOINED - 1) for start, _ in spans]
    spoken: Counter[tuple[str, int]] = Counter()
    for turn, place in zip(report.turns, bins, strict=True):
        spoken[rows[turn.speaker], place] += len(turn.text)
    totals: Counter[int] = Counter()
    for (_, place), length in spoken.items():
        totals[place] += length
    found = Counter((rows[signal.speaker], bins[signal.turn], signal.kind) for signal in report.signals)
    most = max(found.values(), default=1)
    speech, marks = [], []
    for (name, place), length in spoken.items():
        start, share = begin + place * step, max(0.35, round(length / max(1, totals[place]), 2))
        speech.append({"name": name, "from": start, "to": start + step, "share": share})
    for (name, place, kind), count in found.items():
        middle, size, label = begin + (place + 0.5) * step, 18 + 52 * count / most, texts(f"kind.{kind}")
        marks.append({"name": name, "at": middle, "kind": label, "lane": lanes[kind], "size": size})
    return speech, marks, (begin, end)


def _row_names(report: Report, texts: Texts) -> dict[str, str]:
    """Each speaker's row: their own for the reader and those who speak most, a shared one for the rest."""
    facts = report.conversation
    speakers = list(dict.fromkeys([*report.speakers, *(turn.speaker for turn in report.turns)]))
    words = {name: numbers.words for name, numbers in report.speakers.items()}
    kept = speakers
    if len(speakers) > MAX_ROWS:
        most = set(sorted(speakers, key=lambda name: (name != facts.me, -words.get(name, 0)))[: MAX_ROWS - 1])
        kept = [name for name in speakers if name in most]
    rows: dict[str, str] = {}
    for name in kept:
        written = _short(speaker_name(name, facts, texts))
        taken = sum(row.startswith(written) for row in rows.values())
        rows[name] = f"{written} {taken + 1}" if written in rows.values() else written
    rest = texts.count("others", len(speakers) - len(kept))
    return {**rows, **{name: rest for name in speakers if name not in rows}}


def _order(row_of: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(row_of.values()))


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1].rstrip()}…"


def _speaker_axis(names: Sequence[str]) -> alt.Y:
    # The converter measures with another font than the reader's: the room for names comes from their length instead.
    room = min(190, 26 + 7.5 * max(map(len, names)))
    axis = alt.Axis(
        title=None,
        labelLimit=0,
        labelFontSize=13,
        labelPadding=10,
        ticks=False,
        domain=False,
        minExtent=room,
        maxExtent=room,
    )
    return alt.Y(
        "name:N", sort=list(names), axis=axis, scale=alt.Scale(domain=list(names), paddingInner=0, paddingOuter=0)
    )


def _kind_colours() -> list[str]:
    return [f"var(--{kind.replace('_', '-')}, {colour})" for kind, colour in zip(KINDS, _COLOURS, strict=True)]


def _svg(chart: alt.LayerChart | alt.FacetChart, datasets: dict[str, Rows]) -> str:
    """The chart as an SVG element that scales with the page.

    Names in the data must be clean: a control character in a text makes the converter abort the whole process.
    """
    styled = (
        chart.properties(background="transparent", padding=2)
        .configure(font=_FONT, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_INK,
            titleColor=_SOFT,
            tickColor=_SOFT,
            domainColor=_SOFT,
            titleFontWeight="normal",
            labelFontSize=12,
        )
        .configure_legend(labelColor=_INK)
    )
    _only_in_one_process()
    spec = styled.to_dict()
    spec["datasets"] = datasets
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return re.sub(r' width="[\d.]+" height="[\d.]+"', "", svg, count=1)


_started_in: int | None = None


def _only_in_one_process() -> None:
    """Refuse in a fork of a process that has drawn: the converter's thread is not in the copy, and it would hang."""
    global _started_in
    _started_in = _started_in or os.getpid()
    if _started_in != os.getpid():
        raise RuntimeError("Charts cannot be drawn in a fork of a process that has drawn; start workers with 'spawn'.")

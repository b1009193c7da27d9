"""The report as GitHub-flavoured Markdown. Whatever people said stays text: all that could be markup is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from samtalecoach.render import parts
from samtalecoach.render.texts import Texts, load_texts
from samtalecoach.report import Report

__all__ = ["escape", "render_markdown"]

SHOWN_QUOTES = 4
"""Quotations shown for a piece of advice; further ones are found marked in the transcript."""
_SPEAKERS_ACROSS = 4
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$#]")
_AUTOLINK = re.compile(r"(?i)(?<=[a-z]):(?=//)|(?<=www)\.|@(?=\w)")
_OPENING = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=:])")


def escape(text: str) -> str:
    """Text on one line in which nothing is read as Markdown: no emphasis, link, code, HTML, cell, heading or list."""
    safe = _SPECIAL.sub(r"\\\g<0>", parts.one_line(text))
    safe = _AUTOLINK.sub(lambda found: f"\\{found[0]}", safe)
    return _OPENING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", safe)


def render_markdown(report: Report) -> str:
    """The report as a Markdown document in the report's language."""
    texts = load_texts(report.report_language)
    sections = (_top, _strengths, _advice, _follow_ups, _numbers, _notes, _transcript)
    blocks = [block for section in sections for block in section(report, texts)]
    voice = parts.addressed(report.conversation)
    return "\n\n".join([*blocks, "---", f"*{escape(texts(f'page.footer.{voice}'))}*"]) + "\n"


def _top(report: Report, texts: Texts) -> Iterator[str]:
    yield f"# {escape(parts.headline(report, texts))}"
    yield " · ".join(escape(fact) for fact in parts.facts_line(report, texts))
    if report.overall.score is not None or report.conversation.me is not None:
        yield f"**{texts('overall.heading')}: {texts.score(report.overall.score)}**"
    yield escape(report.overall.summary)


def _strengths(report: Report, texts: Texts) -> Iterator[str]:
    if report.strengths:
        yield f"## {texts(f'strengths.heading.{parts.addressed(report.conversation)}')}"
    for strength in report.strengths:
        yield f"- {escape(strength.text)}"
        yield from _quotes(report, strength.evidence, texts, indent="  ")


def _advice(report: Report, texts: Texts) -> Iterator[str]:
    facts = report.conversation
    voice = parts.addressed(facts)
    yield f"## {texts('advice.heading')}"
    yield texts(f"advice.intro.{voice}")
    if facts.me is None:
        yield _table(parts.scores_table(report, texts))
    for number, advice in enumerate(report.advice, start=1):
        yield f"### {number}. {escape(advice.title)} – {texts.score(advice.score)}"
        yield escape(advice.verdict)
        if advice.evidence:
            yield f"**{texts('advice.evidence_notes' if facts.kind == 'notes' else 'advice.evidence')}**"
            yield from _quotes(report, advice.evidence, texts)
        yield f"**{texts('advice.why')}**"
        yield escape(advice.why)
        if advice.suggestions:
            yield f"**{texts(f'advice.suggestions.{voice}')}**"
            yield "\n".join(f"- {escape(suggestion)}" for suggestion in advice.suggestions)


def _quotes(report: Report, evidence: Iterable[int], texts: Texts, indent: str = "") -> Iterator[str]:
    quotes = parts.quotes(report, evidence, texts)
    for quote in quotes[:SHOWN_QUOTES]:
        where = parts.place(quote.number, report.conversation, texts)
        speaker = escape(parts.speaker_name(quote.speaker, report.conversation, texts))
        badges = ", ".join(f"*{badge.text}*" for badge in quote.badges)
        # Two spaces would do for a line break, but editors strip them.
        yield f"{indent}> {escape(texts.quote(quote.text))}\\\n{indent}> {speaker}, {where} · {badges}"
    if len(quotes) > SHOWN_QUOTES:
        yield f"{indent}… {texts.count('more_marked', len(quotes) - SHOWN_QUOTES)}"


def _follow_ups(report: Report, texts: Texts) -> Iterator[str]:
    facts = report.conversation
    voice = parts.addressed(facts)
    yield f"## {texts(f'follow_ups.heading.{voice}')}"
    if not report.follow_ups:
        yield texts(f"follow_ups.none.{voice}")
        return
    header = tuple(texts(f"follow_ups.{column}") for column in ("who", "what", "when", "where"))
    rows = tuple(
        (
            parts.speaker_name(item.who, facts, texts),
            item.what,
            parts.when(item, texts),
            parts.place(report.signals[item.signal].turn + 1, facts, texts),
        )
        for item in report.follow_ups
    )
    yield _table(parts.Table("", header, rows), right=False)


def _numbers(report: Report, texts: Texts) -> Iterator[str]:
    table = parts.numbers_table(report, texts)
    yield f"## {texts('numbers.heading')}"
    yield _table(table if len(report.speakers) <= _SPEAKERS_ACROSS else table.turned(texts("numbers.speaker")))
    if table.has(texts("numbers.undefined")):
        yield escape(texts("numbers.undefined_note"))


def _notes(report: Report, texts: Texts) -> Iterator[str]:
    if report.notes:
        yield f"## {texts('notes.heading')}"
        yield "\n".join(f"- {escape(note)}" for note in report.notes)


def _transcript(report: Report, texts: Texts) -> Iterator[str]:
    facts = report.conversation
    yield f"## {texts(f'transcript.heading.{facts.kind}')}"
    if not report.turns:
        yield texts("transcript.empty")
    for number, (turn, pieces) in enumerate(zip(report.turns, parts.marked_turns(report, texts), strict=True), start=1):
        speaker = escape(parts.speaker_name(turn.speaker, facts, texts))
        yield f"**{number}** · **{speaker}:** {_marked(pieces)}".rstrip()


def _marked(pieces: Sequence[parts.Piece]) -> str:
    """The turn on one line, marked sentences in bold with what they are behind them."""
    written = []
    for piece in pieces:
        text = escape(piece.text)
        if not text:
            continue
        written.append(f"**{text}**" if piece.badges else text)
        written += [f"\\[*{badge.text}*\\]" for badge in piece.ending]
    return " ".join(written)


def _table(table: parts.Table, right: bool = True) -> str:
    rule = ["---", *("---:" if right else "---" for _ in table.header[1:])]
    rows = [table.header, *table.rows]
    lines = ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "| " + " | ".join(rule) + " |", *lines[1:]])

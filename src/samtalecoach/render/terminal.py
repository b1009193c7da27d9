"""The report in a terminal: colours and bars where they show, readable plain text where the output is piped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from samtalecoach.render import parts
from samtalecoach.render.texts import load_texts
from samtalecoach.report import Report

__all__ = ["render_terminal"]

SHOWN_QUOTES = 3
"""Quotations shown for a piece of advice; further ones are found marked in the transcript."""
_COLUMN = 88
"""Lines longer than this are hard to read, however wide the window."""
_BAR = 24
_LINE_BREAKS = re.compile(r"\s*\n\s*")
_STYLES = {"question": "blue", "gratitude": "green", "job_request": "yellow", "commitment": "magenta", "offer": "cyan"}


def render_terminal(report: Report, console: Console) -> None:
    """Print the report on the console, in the report's language and at the console's width."""
    _Page(report, console).print()


class _Page:
    """One report on one console. Everything printed is a Text, so that no one's words are read as markup."""

    def __init__(self, report: Report, console: Console) -> None:
        self.report = report
        self.facts = report.conversation
        self.texts = load_texts(report.report_language)
        self.voice = parts.addressed(self.facts)
        self.console = console
        self.width = min(console.width, _COLUMN)
        self.lively = console.is_terminal and not console.options.ascii_only

    def print(self) -> None:
        self._top()
        self._strengths()
        self._advice()
        self._follow_ups()
        self._numbers()
        if self.report.notes:
            self._heading(self.texts("notes.heading"))
            for note in self.report.notes:
                self._item(Text(parts.one_line(note)))
        self._transcript()
        self._put()
        self._put(Text(self.texts(f"page.footer.{self.voice}"), style="dim"))

    def _put(self, what: RenderableType = "", indent: int = 0) -> None:
        body = Padding(what, (0, 0, 0, indent)) if indent else what
        self.console.print(
            _Trimmed(body, self.width), highlight=False, markup=False, emoji=False, soft_wrap=False, end=""
        )

    def _heading(self, text: str) -> None:
        self._put()
        self._put(Text(text, style="bold cyan"))
        self._put(Text(("─" if self.lively else "-") * min(len(text), self.width), style="dim cyan"))

    def _item(self, text: Text, mark: str = "-", indent: int = 0) -> None:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(mark, style="dim"), text)
        self._put(grid, indent)

    def _score(self, score: int | None) -> Text:
        line = Text(self.texts.score(score), style="dim" if score is None else "bold")
        if score is None or not self.lively:
            return line
        filled = round(score / 100 * _BAR)
        return Text.assemble(("█" * filled, "cyan"), ("░" * (_BAR - filled), "dim"), "  ", line)

    def _top(self) -> None:
        self._put(Text(parts.headline(self.report, self.texts), style="bold"))
        self._put(Text(" · ".join(parts.facts_line(self.report, self.texts)), style="dim"))
        self._put()
        overall = self.report.overall
        if overall.score is not None or self.facts.me is not None:
            self._put(Text(f"{self.texts('overall.heading')}: ", style="bold").append_text(self._score(overall.score)))
        self._put(Text(parts.one_line(overall.summary)))

    def _strengths(self) -> None:
        if not self.report.strengths:
            return
        self._heading(self.texts(f"strengths.heading.{self.voice}"))
        for strength in self.report.strengths:
            self._item(Text(parts.one_line(strength.text)), mark="✓" if self.lively else "+")
            self._quotes(strength.evidence)

    def _advice(self) -> None:
        self._heading(self.texts("advice.heading"))
        self._put(Text(self.texts(f"advice.intro.{self.voice}"), style="dim"))
        if self.facts.me is None:
            self._put()
            self._table(parts.scores_table(self.report, self.texts))
        for number, advice in enumerate(self.report.advice, start=1):
            self._put()
            self._put(Text(f"{number}. {parts.one_line(advice.title)}", style="bold"))
            self._put(self._score(advice.score), indent=3)
            self._put(Text(parts.one_line(advice.verdict)), indent=3)
            if advice.evidence:
                self._label("advice.evidence_notes" if self.facts.kind == "notes" else "advice.evidence")
                self._quotes(advice.evidence)
            self._label("advice.why")
            self._put(Text(parts.one_line(advice.why)), indent=3)
            if advice.suggestions:
                self._label(f"advice.suggestions.{self.voice}")
            for suggestion in advice.suggestions:
                self._item(Text(parts.one_line(suggestion)), indent=3)

    def _label(self, key: str) -> None:
        self._put()
        self._put(Text(f"{self.texts(key)}:", style="cyan"), indent=3)

    def _quotes(self, evidence: Iterable[int]) -> None:
        quotes = parts.quotes(self.report, evidence, self.texts)
        for quote in quotes[:SHOWN_QUOTES]:
            speaker = parts.speaker_name(quote.speaker, self.facts, self.texts)
            text = Text(self.texts.quote(quote.text), style="italic" if self.lively else "")
            self._put(text, indent=3)
            source = Text.assemble(
                (f"{speaker}, {parts.place(quote.number, self.facts, self.texts)} ", "dim"), _badges(quote.badges)
            )
            self._put(source, indent=5)
        if len(quotes) > SHOWN_QUOTES:
            self._put(Text(f"… {self.texts.count('more_marked', len(quotes) - SHOWN_QUOTES)}", style="dim"), indent=3)

    def _follow_ups(self) -> None:
        self._heading(self.texts(f"follow_ups.heading.{self.voice}"))
        if not self.report.follow_ups:
            self._put(Text(self.texts(f"follow_ups.none.{self.voice}")))
        for item in self.report.follow_ups:
            who = parts.speaker_name(item.who, self.facts, self.texts)
            where = parts.place(self.report.signals[item.signal].turn + 1, self.facts, self.texts)
            line = Text.assemble(
                (who, "bold"), ": ", parts.one_line(item.what), " – ", (parts.when(item, self.texts), "magenta")
            )
            self._item(line.append(f", {where}", style="dim"))

    def _numbers(self) -> None:
        table = parts.numbers_table(self.report, self.texts)
        self._heading(self.texts("numbers.heading"))
        self._table(table, by_column=True)
        if table.has(self.texts("numbers.undefined")):
            self._put(Text(self.texts("numbers.undefined_note"), style="dim"))

    def _table(self, table: parts.Table, by_column: bool = False) -> None:
        """The table where it fits, else a short list for every row, or with ``by_column`` for every column."""
        grid = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", pad_edge=False)
        for number, title in enumerate(table.header):
            grid.add_column(Text(title), justify="right" if number else "left")
        for row in table.rows:
            grid.add_row(*(Text(cell) for cell in row))
        if Measurement.get(self.console, self.console.options.update(max_width=10_000), grid).maximum <= self.width:
            self._put(grid)
            return
        listed = table.turned(corner="") if by_column else table
        for name, *cells in listed.rows:
            self._put(Text(name, style="bold"))
            for title, cell in zip(listed.header[1:], cells, strict=True):
                self._put(Text(f"{title}: {cell}"), indent=2)

    def _transcript(self) -> None:
        self._heading(self.texts(f"transcript.heading.{self.facts.kind}"))
        if not self.report.turns:
            self._put(Text(self.texts("transcript.empty")))
        wide = len(str(len(self.report.turns)))
        for number, (turn, pieces) in enumerate(
            zip(self.report.turns, parts.marked_turns(self.report, self.texts), strict=True), start=1
        ):
            line = Text.assemble((parts.speaker_name(turn.speaker, self.facts, self.texts), "bold"), ": ")
            for piece in pieces:
                line.append(
                    _LINE_BREAKS.sub(" ", piece.text), style=_STYLES[piece.badges[0].kind] if piece.badges else ""
                )
                if piece.ending:
                    line.append(" ").append_text(_badges(piece.ending))
            self._item(line, mark=f"{number:>{wide}}")


def _badges(badges: Iterable[parts.Badge]) -> Text:
    return Text(" ").join(Text(f"[{badge.text}]", style=f"bold {_STYLES[badge.kind]}") for badge in badges)


class _Trimmed:
    """A renderable at most so wide, its lines without the trailing spaces that rich pads with."""

    def __init__(self, body: RenderableType, width: int) -> None:
        self.body = body
        self.width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self.body, options.update(width=self.width), pad=False):
            while line and not line[-1].text.strip():
                line.pop()
            if line:
                last = line.pop()
                line.append(Segment(last.text.rstrip(), last.style))
            yield from line
            yield Segment.line()

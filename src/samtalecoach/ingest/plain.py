"""Plain transcripts: ``Navn: tekst`` on one line, or the name on a line of its own above what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.ingest.found_date import is_date_line, settled_date
from samtalecoach.ingest.labels import Label, name_shape
from samtalecoach.ingest.lexicon import Words, all_words, language_of
from samtalecoach.ingest.lines import Line, has_words, survey, without_bullet
from samtalecoach.ingest.markdown import without_marks
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.speakers import Speakers, find_speakers
from samtalecoach.ingest.times import Stamp, leading_stamp, seconds

__all__ = ["heading_title", "read_plain"]

_DASHED = re.compile(r"\A([^\W\d_][^:–—]{0,40}?)\s+[-–—]\s+(?=\S)")
"""A name before a dash, where others write a colon."""


@dataclass
class _Spoken:
    """A turn while it is being read."""

    speaker: str
    line: Line
    stamp: Stamp | None
    parts: list[str] = field(default_factory=list)


@dataclass
class _Reading:
    """What has been read so far, in the order of the text."""

    speakers: Speakers
    words: Words
    turns: list[_Spoken] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    pending: Stamp | None = None
    in_section: bool = False  # below a heading ("Aftaler:"), where nobody speaks

    def take(self, line: Line) -> None:
        """Add one line."""
        name = self.speakers.name(line.label) if line.label is not None else None
        if name is not None and line.label is not None and not self._is_speech(line, line.label):
            self._open(name, line, line.label)
        elif line.kind == "time":
            self.pending = self._noted(line.stamp)
        elif line.kind != "content" or self._is_in_section(line):
            self.omitted.append(line.text)
        elif not self.turns:
            self.headings.append(line.text)
            self.omitted.append(line.text)
        else:
            self._continue(line)

    def _is_speech(self, line: Line, label: Label) -> bool:
        """Whether a name alone on its line is what the speaker above says ("Lars" in answer to a question)."""
        waiting = bool(self.turns) and not self.turns[-1].parts
        return waiting and not label.colon and label.stamp is None and not line.opens_block

    def _is_in_section(self, line: Line) -> bool:
        if self.turns and is_heading(line, self.words):
            self.in_section = True
        return self.in_section

    def _open(self, name: str, line: Line, label: Label) -> None:
        self._close()
        self.in_section = False
        stamp = self._noted(label.stamp) or self.pending
        self.pending = None
        self.turns.append(_Spoken(name, line, stamp, [label.text] if label.text else []))
        if label.aside:
            self.omitted.append(label.aside)

    def _continue(self, line: Line) -> None:
        turn, text, stamp = self.turns[-1], line.text, self.pending
        if line.stamp is not None:
            stamp, text = leading_stamp(line.text, bare=False)
        if stamp is not None and turn.parts:
            turn = _Spoken(turn.speaker, line, self._noted(stamp))
            self.turns.append(turn)
        elif stamp is not None and turn.stamp is None:
            turn.stamp = self._noted(stamp)
        self.pending = None
        turn.parts.append(text)

    def _noted(self, stamp: Stamp | None) -> Stamp | None:
        if stamp is not None and stamp.has_words:
            self.omitted.append(stamp.written)
        return stamp

    def _close(self) -> None:
        """Leave out a turn in which nothing was said."""
        if self.turns and not self.turns[-1].parts:
            self.omitted.append(self.turns.pop().line.text)

    def finish(self) -> list[Turn]:
        """The turns that were read."""
        self._close()
        times = seconds([turn.stamp for turn in self.turns])
        return [
            Turn(speaker=turn.speaker, text=without_marks(" ".join(turn.parts)), start_s=start, end_s=end)
            for turn, (start, end) in zip(self.turns, times, strict=True)
        ]


def read_plain(source: Source) -> Conversation | None:
    """The transcript in the source; None where its lines name no speakers.

    One turn per labelled line; lines without a label continue the turn above, joined by a space, unless they have a time in
    brackets of their own. Headings, what stands below them until the next speaker, and stage directions on lines of their own are
    left out.
    """
    words = all_words()
    lines = _without_facts(list(survey(source.lines, words, source.hints)), words)
    lines = _spoken_list(lines, words, source.hints) or lines
    speakers = find_speakers(lines, words)
    if speakers is None:
        return None
    reading = _Reading(speakers, words)
    for line in _without_stray_bullets(lines, speakers, words, source.hints):
        reading.take(line)
    turns = reading.finish()
    if not any(has_words(turn.text) for turn in turns):
        return None
    danish = language_of(source.text) == "da"
    return Conversation(
        turns=tuple(turns),
        title=heading_title(reading.headings, words),
        date=settled_date(source.date, reading.headings, source.name, danish=danish),
        omitted=tuple(reading.omitted),
    )


def _without_facts(lines: list[Line], words: Words) -> list[Line]:
    """The lines with those in the facts at the top that name the people ("Interviewer: Mette Holm") told apart from speech.

    Such stand in a first block that has other facts ("Dato: …"), give a part in the conversation, and a name.
    """
    end = next((at for at, line in enumerate(lines) if at and line.opens_block), 0)
    if not any(line.text.partition(":")[0].strip("#*_ ").casefold() in words.facts for line in lines[:end]):
        return lines
    below = {line.label.bare for line in lines[end:] if line.label is not None}
    return [
        replace(line, kind="direction", label=None) if at < end and _names_part(line.label, below, words) else line
        for at, line in enumerate(lines)
    ]


def _names_part(label: Label | None, below: Collection[str], words: Words) -> bool:
    if label is None or not label.colon or label.bare not in words.roles or label.bare in below:
        return False
    return name_shape(label.text.partition("(")[0].strip(), words) is not None


def _spoken_list(lines: Sequence[Line], words: Words, hints: Collection[str]) -> list[Line] | None:
    """The lines without their bullets ("- Mette: hej"), or with a colon for their dash ("Mette - hej"), where the text is a list of what two
    people or more say by turns; None where it is not.

    Somebody asks in it: else "- Mette: sender CV" is a list of what is to be done.
    """
    for plain in (without_bullet, _with_colon):
        if all(plain(line.text) == line.text for line in lines):
            continue
        bare = [next(survey([plain(line.text)], words, hints), line) for line in lines]
        labels = [line.label if line.label is not None and line.label.colon else None for line in bare]
        names = Counter(label.bare for label in labels if label is not None)
        recurring = {name for name, count in names.items() if count > 1}
        first = next((at for at, label in enumerate(labels) if label is not None and label.bare in recurring), 0)
        spoken = [label for label in labels[first:] if label is not None]
        if first + len(spoken) == len(lines) and len(recurring) > 1 and _somebody_asks(spoken):
            opens = [line.opens_block for line in lines[first:]]
            below = [replace(line, opens_block=o) for line, o in zip(bare[first:], opens, strict=True)]
            return [*lines[:first], *below]
    return None


def _somebody_asks(labels: Iterable[Label]) -> bool:
    return any(label.text.endswith("?") for label in labels)


def _with_colon(text: str) -> str:
    return _DASHED.sub(r"\1: ", text)


def _without_stray_bullets(
    lines: Sequence[Line], speakers: Speakers, words: Words, hints: Collection[str]
) -> Iterator[Line]:
    """The lines, where a single one among turns that has a bullet and names a speaker loses it; two or more are a list."""

    def is_turn(line: Line | None) -> bool:
        return line is not None and line.label is not None and speakers.name(line.label) is not None

    for above, line, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if line.bullet and above is not None and is_turn(above) and is_turn(below) and not above.text.endswith(":"):
            bare = next(survey([without_bullet(line.text)], words, hints), line)
            if bare.label is not None and bare.label.colon and is_turn(bare):
                line = replace(bare, opens_block=line.opens_block)
        yield line


def is_heading(line: Line, words: Words) -> bool:
    """Whether a line among the turns is a heading: "## Del 2", or "Aftaler:" below an empty line."""
    text = line.text.strip("#*_ ")
    known = text.endswith(":") and text[:-1].rstrip("*_ ").casefold() in words.not_speakers
    return line.text.startswith(("# ", "## ", "### ")) or (line.opens_block and known)


def heading_title(headings: Sequence[str], words: Words) -> str | None:
    """The title among the lines above a text: the value of "Titel:", else the first line that is no fact such as a place, and that asks
    and exclaims nothing as a message would."""
    plain: list[str] = []
    for heading in headings:
        text = heading.strip("#*_ \t")
        label, colon, value = text.partition(":")
        folded = label.strip("*_ ").casefold()
        if colon and folded in words.titles_of_text and has_words(value):
            return value.strip("*_ ")
        if not (colon and folded in words.facts | words.authors | words.not_speakers):
            plain.append(text)
    titled = [
        text
        for text in plain
        if any(character.isalpha() for character in text)
        and not text.endswith(("?", "!"))
        and not is_date_line(text, words)
    ]
    return titled[0] if titled else None

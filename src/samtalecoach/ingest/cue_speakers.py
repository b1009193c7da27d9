"""Who speaks in each cue: voice tags, or labels in the text (``Navn: tekst``, ``[Navn] tekst``, ``(Navn)``, dashes)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from html.entities import html5
from itertools import dropwhile, pairwise

from samtalecoach.ingest.cues import Cue
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.labels import Label, Shape, name_shape
from samtalecoach.ingest.lexicon import Words
from samtalecoach.ingest.lines import Line, has_words, survey
from samtalecoach.ingest.speakers import Speakers, find_speakers
from samtalecoach.ingest.transcript import Said

__all__ = ["known_speaker", "said_in", "silent", "without_directions"]

_TAG = re.compile(
    r"<(?P<shut>/?)(?P<name>v|c|i|b|u|s|lang|ruby|rt|font|em|strong|span|br|p)(?P<rest>[.\s/][^<>]*)?>"
    r"|<(?P<clock>\d{1,4}:\d[\d:.,]{0,20})>|\{\\[a-z\d]{1,8}(?:[(&\\][^{}\s]{0,60})?\}",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"<(\w+)[^<>]*>")
_VOICE = re.compile(r"<v(?:[.\s>]|\Z)", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_CHANGE = re.compile(r"(?:[-–—‐]\s+|[-–—‐](?=[^\W\d_]|[(\[\"'»“…])|>>+\s*)")
_ARROWS = re.compile(r"\s+>>+\s*")
_INNER_CHANGE = re.compile(rf"(?<=[.!?…])\s+[-–—](?:\s+|(?=[^\W\d_]))|{_ARROWS.pattern}")
_IN_BRACKETS = re.compile(r"(?:\[([^\[\]]{1,60})\]|\(([^()]{1,60}(?:\([^()]{1,40}\))?)\))\s*:?\s*(.*)\Z", re.DOTALL)
_NOTES_OF_MUSIC = ("♪", "♫", "♬")
_LONGEST_PREFIX = 70
_MOST = 0.75  # share of cues with a label from which on a program wrote the names, however they look: judgement
_BETWEEN = re.compile(r"\s+[|/–—-]\s+")  # "DR - Kim Bech"
_FEW = 0.25  # share of cues without label up to which these are not continuations


@dataclass(slots=True)
class _Row:
    """A line of a cue, or a part of it behind a dash, which says that somebody else speaks."""

    cue: int
    text: str
    change: bool
    bracketed: str | None  # the text with a name in brackets before it written as a label: "(Mette) Hej" → "Mette: Hej"
    heads: bool  # nothing but such a name, above other lines
    line: Line | None = None

    @property
    def written(self) -> str:
        return self.bracketed or self.text


def said_in(cues: Sequence[Cue], words: Words, hints: Collection[str] = ()) -> tuple[list[Said], list[str]]:
    """What is said in the cues, and what stands in them without being said, such as "(griner)".

    Where a voice tag stands, voice tags alone tell who speaks. A speaker who says nothing has a piece without text. ``hints`` are
    casefolded names that are known to be speakers.
    """
    if any("<" in line and _VOICE.search(line) for cue in cues for line in cue.lines):
        spoken = (
            Said(known_speaker(speaker, words), text, cue.start_s, cue.end_s)
            for cue in cues
            for speaker, text in _voices("\n".join(cue.lines))
            if speaker or has_words(text)
        )
        return without_directions(spoken, words)
    rolling = any(_has_clock(line) for cue in cues for line in cue.lines)
    shown: list[list[str]] = []
    for above, cue in zip([None, *cues], cues, strict=False):
        lines = [] if _is_repeat(cue, above) else cue.lines
        shown.append(_shown(_new_lines(lines, above) if rolling and above else lines))
    inside = _ARROWS if any(line.startswith(">>") for lines in shown for line in lines) else None
    rows = [row for at, lines in enumerate(shown) for row in _rows(at, lines, words, inside)]
    return _labelled(cues, rows, words, hints)


def _voices(text: str) -> Iterator[tuple[str | None, str]]:
    """The parts of a cue: who speaks, None where no voice tag tells, and the text without tags and entities."""
    speaker, at = None, 0
    kept: list[str] = []
    for tag in _TAG.finditer(text):
        kept.append(text[at : tag.start()])
        at = tag.end()
        name = (tag["name"] or "").casefold()
        if name == "br":
            kept.append("\n")
        elif name == "v":
            yield speaker, _plain("".join(kept))
            speaker = None if tag["shut"] else _voice(tag["rest"] or "")
            kept.clear()
    kept.append(text[at:])
    yield speaker, _plain("".join(kept))


def _voice(rest: str) -> str | None:
    """The name in a voice tag, behind its classes: ``.loud Mette Holm`` → ``Mette Holm``."""
    tokens = _plain(rest).split()
    return " ".join(tokens[1:] if rest.startswith(".") else tokens) or None


def _plain(text: str) -> str:
    """The text with its entities resolved. A name that is no entity stays as written."""
    return clean(_ENTITY.sub(_entity, text)) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    name = match.group(1)
    return unescape(match.group()) if name.startswith("#") else html5.get(f"{name};", match.group())


def _shown(lines: Iterable[str]) -> list[str]:
    """The lines without tags and entities, parted where a tag says so."""
    return [text for line in lines for text in _plain(_without_tags(line)).splitlines()]


def _without_tags(line: str) -> str:
    if "<" not in line and "{" not in line:
        return line
    return _TAG.sub(lambda tag: "\n" if (tag["name"] or "").casefold() in ("br", "v") else "", line)


def _is_repeat(cue: Cue, above: Cue | None) -> bool:
    """Whether a cue shows the sentence above it again, to mark another of its words."""
    if above is None or not any("<" in line for line in (*cue.lines, *above.lines)):
        return False
    one, two = "\n".join(above.lines), "\n".join(cue.lines)
    marked_otherwise = _ATTRIBUTES.sub(r"<\1>", one) != _ATTRIBUTES.sub(r"<\1>", two)
    return marked_otherwise and len(two.split()) > 2 and _without_tags(one) == _without_tags(two)


def _new_lines(lines: list[str], above: Cue) -> list[str]:
    """The lines of captions that roll without those at their head that moved up from the cue above, and are shown again."""
    last = _without_tags(above.lines[-1]).split() if above.lines else []
    return list(dropwhile(lambda line: line.split() == last and not _has_clock(line), lines))


def _has_clock(line: str) -> bool:
    """Whether a time stamp stands in the line, before a word that is shown later than those before it."""
    return "<" in line and any(tag["clock"] for tag in _TAG.finditer(line))


def _labelled(
    cues: Sequence[Cue], rows: Sequence[_Row], words: Words, hints: Collection[str]
) -> tuple[list[Said], list[str]]:
    speakers = _judged(rows, words, {*hints, *_names_of_all(rows, words)})
    names = [_name(row, speakers) for row in rows]
    goes_on = _goes_on(rows, names)
    said: list[Said] = []
    of_cue: list[Said] = []
    left_out: list[str] = []
    speaker: str | None = None
    headed, cue = False, -1
    for row, name in zip(rows, names, strict=True):
        if row.cue != cue:
            said.extend(of_cue if len(of_cue) < 2 else _joined(of_cue))
            of_cue, speaker, headed, cue = [], speaker if goes_on else None, False, row.cue
        text = row.text
        label = row.line.label if row.line is not None else None
        if name is not None and label is not None:
            speaker, text, headed = known_speaker(name, words), label.text, row.heads
            left_out.extend(_asides(label))
            said.extend([] if text else [Said(speaker, "")])
        elif _is_direction(row):
            left_out.append(text)
            continue
        elif row.change:
            speaker, headed = speaker if headed else None, False
        of_cue.append(Said(speaker, text, cues[cue].start_s, cues[cue].end_s, row.change))
    return [*said, *_joined(of_cue)], left_out


def _rows(cue: int, raw_lines: Iterable[str], words: Words, inside: re.Pattern[str] | None) -> Iterator[_Row]:
    """The rows of a cue; ``inside`` parts lines that do not begin with a change."""
    lines = [line for raw in raw_lines if (line := raw.strip())]
    for at, line in enumerate(lines):
        change = _CHANGE.match(line)
        parts = _INNER_CHANGE.split(line[change.end() :]) if change else inside.split(line) if inside else [line]
        for place, part in enumerate(parts):
            if not has_words(part):
                continue
            match = _IN_BRACKETS.match(part)
            name = (match[1] or match[2]).strip() if match else ""
            rest = match[3] if match else ""
            if rest and name.casefold() in words.nobodies:
                yield _Row(cue, rest, True, None, False)
                continue
            heads = bool(name) and not rest and at + 1 < len(lines)
            bracketed = f"{name}: {rest}".rstrip() if rest or heads else None
            yield _Row(cue, part.strip(), change is not None or place > 0, bracketed if name else None, heads)


def _names_of_all(rows: Sequence[_Row], words: Words) -> set[str]:
    """The names before a colon where most cues have one: a program wrote them, whatever they look like.

    Where a cue without one shows that they are not the rule, only those that come back, or that hold the name of a person.
    """
    opening: dict[int, str] = {}
    for row in rows:
        if row.cue not in opening:
            name, colon, text = row.written[: _LONGEST_PREFIX + 1].partition(":")
            opening[row.cue] = name.strip() if colon and text[:1] in ("", " ") else ""
    counts = Counter(name.casefold() for name in opening.values() if has_words(name))
    if sum(counts.values()) < max(4.0, _MOST * len(opening)):
        return set()
    persons = {name.casefold() for name in opening.values() if _holds_person(name, words)}
    return {name for name, count in counts.items() if count > 1 or name in persons or all(opening.values())}


def _holds_person(name: str, words: Words) -> bool:
    return any(name_shape(part, words) is Shape.SURE for part in _BETWEEN.split(name))


def _judged(rows: Sequence[_Row], words: Words, hints: Collection[str]) -> Speakers | None:
    """The speakers that the rows name. A label stands before a colon, or in brackets where it cannot be a stage direction."""
    cues = [-1, *(row.cue for row in rows)]
    for row, cue in zip(rows, cues, strict=False):
        row.line = _line(row, row.cue != cue, words, hints)
    counts = Counter(row.line.label.bare for row in rows if row.line is not None and row.line.label is not None)
    for row in rows:
        line = row.line
        if line is None:
            continue
        if line.label is not None and not _may_name(row, line.label, counts):
            row.line = line = replace(line, label=None)
        if row.bracketed is not None and line.label is None:
            row.line = replace(next(survey([row.text], words)), label=None, opens_block=line.opens_block)
    if not any(row.line is not None and row.line.label is not None for row in rows):
        return None
    plain = (Line(row.text, "content", None, None, row.cue != cue, False) for row, cue in zip(rows, cues, strict=False))
    return find_speakers([row.line or line for row, line in zip(rows, plain, strict=True)], words)


def _line(row: _Row, opens_cue: bool, words: Words, hints: Collection[str]) -> Line | None:
    """What can be said of a row alone; None of one that can be neither label nor stage direction."""
    if row.bracketed is None and row.text[0] not in "([{<" and ":" not in row.text[:_LONGEST_PREFIX]:
        return None
    line = next(survey([row.written], words, hints))
    return line if opens_cue else replace(line, opens_block=False)


def _may_name(row: _Row, label: Label, counts: Counter[str]) -> bool:
    return label.colon and (row.bracketed is None or _is_person(label, counts))


def _is_person(label: Label, counts: Counter[str]) -> bool:
    return label.shape is Shape.SURE or (label.shape is Shape.NAME and counts[label.bare] > 1)


def _name(row: _Row, speakers: Speakers | None) -> str | None:
    label = row.line.label if row.line is not None else None
    return speakers.name(label) if speakers is not None and label is not None else None


def _is_direction(row: _Row) -> bool:
    return row.text.startswith(_NOTES_OF_MUSIC) or (row.line is not None and row.line.kind == "direction")


def _asides(label: Label) -> Iterator[str]:
    if label.aside:
        yield label.aside
    if label.stamp is not None and label.stamp.has_words:
        yield label.stamp.written


def _goes_on(rows: Sequence[_Row], names: Sequence[str | None]) -> bool:
    """Whether a cue without a label is spoken by the one before, since labels stand only where the speaker changes.

    Where a program labels every cue, the same name stands on cue after cue, and a cue without one is nobody's.
    """
    opening: dict[int, str | None] = {}
    for row, name in zip(rows, names, strict=True):
        if name is not None or not (row.change or _is_direction(row)):
            opening.setdefault(row.cue, name)
    order = list(opening.values())
    pairs = [(one, two) for one, two in pairwise(order) if one is not None]
    same = sum(one == two for one, two in pairs)
    bare = sum(two is None for _, two in pairs)
    return bare > same and order.count(None) > _FEW * len(order)


def known_speaker(name: str | None, words: Words) -> str | None:
    """The name; None where it says that nobody knows who speaks ("Unknown Speaker", "?")."""
    return name if name and has_words(name) and name.strip().casefold() not in words.nobodies else None


def without_directions(pieces: Iterable[Said], words: Words) -> tuple[list[Said], list[str]]:
    """The pieces without those that are wholly in brackets, such as "[musik]", or sung, and these apart."""
    kept: list[Said] = []
    left_out: list[str] = []
    for piece in pieces:
        text = piece.text.strip()
        bracketed = text.startswith(("(", "[")) and next(survey([text], words)).kind == "direction"
        if bracketed or text.startswith(_NOTES_OF_MUSIC):
            left_out.append(text)
            piece = Said(piece.speaker, "")
        kept.append(piece)
    return kept, left_out


def _joined(pieces: Iterable[Said]) -> Iterator[Said]:
    """The lines of a cue that one speaker says as one piece: what a recogniser invents is known by the whole cue."""
    runs: list[list[Said]] = []
    for piece in pieces:
        if runs and runs[-1][0].speaker == piece.speaker and not (piece.change and piece.speaker is None):
            runs[-1].extend([piece] if piece.text else [])
        elif piece.text:
            runs.append([piece])
    for run in runs:
        yield replace(run[0], text=" ".join(piece.text for piece in run))


def silent(pieces: Iterable[Said], kept: Iterable[Said]) -> list[str]:
    """The speakers of the pieces of whom no word is kept."""
    heard = {piece.speaker for piece in kept if has_words(piece.text)}
    return [name for name in dict.fromkeys(piece.speaker for piece in pieces) if name and name not in heard]

"""The document that Google Meet makes of a meeting's transcript, as text or Markdown, also below the notes that Gemini takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.found_date import date_in_text, is_date_line
from samtalecoach.ingest.headed import seconds
from samtalecoach.ingest.labels import Shape, name_shape, unbold
from samtalecoach.ingest.lexicon import Words, all_words, language_of
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.meeting import bare, closes, is_section, is_title_of_transcript, read_head
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of, without_inventions

__all__ = ["read_meet"]

_TIME = re.compile(r"[\[(]?(\d{1,2}):(\d{2}):(\d{2})[\])]?\Z")
_OTHER_PRODUCT = "otter"  # closes its transcripts in a line of its own too
_LONGEST_NAME = 70
_MOST_WORDS = 8
_FIRST_LINES = 40
_LAST_LINES = 60
_COMPLETE = 0.9  # share of lines with a label from which on every label that comes back names a speaker
_END_OF_SENTENCE = re.compile(r"[.!?…]+[\"'»”]?(?=\s|\Z)")
_CUT = re.compile(r"…\s+(?=[a-zæøå])")  # Meet's mark where it cut a phrase
_LEAST_CUT = 3  # words: a shorter turn is an answer without a full stop rather than a phrase that was cut
_LONGEST_REST = 6  # words of a phrase that may come behind what somebody puts in: judgement
_CAPITALISED = 0.5  # share of turns from which on a small letter tells that a sentence goes on


Label = tuple[str, str]  # the text before the first colon of a line, and the text behind it


@dataclass
class _Body:
    """What has been read of the lines below the title, in their order."""

    speakers: Collection[str]
    words: Words
    pieces: list[Said] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    time: float | None = None
    closed: bool = False

    def take(self, line: str, label: Label | None) -> None:
        """Add one line: a turn, a time, a line that closes the transcript, or more of a turn."""
        if label is not None and label[0] in self.speakers:
            self.closed = False
            self._add(*label)
        elif (time := _time(line)) is not None:
            self.time = time
        elif closes(line, self.words):
            self.closed = True
            (self.omitted if self.pieces else self.before).append(line)
        elif not self.pieces:
            self.before.append(line)
        elif self.closed:
            self.omitted.append(line)
        else:
            self._add(self.pieces[-1].speaker, line)

    def _add(self, name: str | None, text: str) -> None:
        self.pieces.append(Said(name, text, self.time))
        self.time = None


def read_meet(source: Source) -> Conversation | None:
    """The conversation in the transcript; None where it does not look like one of Google Meet.

    What stands above the transcript (who took part, the notes of Gemini) and behind it is left out. The end of a phrase that Meet put
    behind what another one said meanwhile is moved back to its phrase. Raises SamtalecoachError where nothing is said.
    """
    words = all_words()
    if not _is_of_meet(source.lines, words):
        return None
    lines = [line for raw in source.lines if (line := bare(raw))]
    start, attendees = _start(lines, words)
    below = [(line, _label(line)) for line in lines[start:]]
    speakers = _speakers(below, words, attendees | source.hints)
    body = _Body(speakers, words)
    for line, label in below:
        body.take(line, label)
    if not body.pieces and any(not closes(line, words) for line in body.before):
        return None
    above = [*lines[:start], *body.before]
    head = read_head(_own_head(above, words), words, danish=language_of(source.text) == "da")
    pieces, invented = without_inventions(_parted(body.pieces, speakers))
    said = _stitched(_joined(pieces))
    spoken = {piece.speaker for piece in said if has_words(piece.text)}
    silent = [name for name in dict.fromkeys(piece.speaker for piece in body.pieces) if name and name not in spoken]
    conversation = conversation_of(
        source,
        said,
        title=head.title,
        date=head.date,
        omitted=[*(line for line in above if line != head.title), *body.omitted, *invented, *silent],
    )
    if conversation is None:
        raise SamtalecoachError(
            f"{source.where} er en udskrift fra Google Meet, hvor der ikke bliver sagt noget; hent udskriften igen, eller vælg en anden fil."
        )
    return conversation


def _is_of_meet(lines: Sequence[str], words: Words) -> bool:
    """Whether the last lines close a transcript as Meet does, or the first name one above a time or those who took part."""
    last = islice((line for raw in reversed(lines) if (line := bare(raw))), _LAST_LINES)
    if any(closes(line, words) and _OTHER_PRODUCT not in line.casefold() for line in last):
        return True
    first = list(islice((line for raw in lines if (line := bare(raw))), _FIRST_LINES))
    titled = next((at for at, line in enumerate(first) if is_title_of_transcript(line, words)), None)
    return titled is not None and any(
        _time(line) is not None or line.strip("*_: ").casefold() in words.facts for line in first[titled + 1 :]
    )


def _time(line: str) -> float | None:
    match = _TIME.match(line.strip("*_ ")) if len(line) < 20 else None
    return seconds(*match.groups()) if match else None


def _label(line: str) -> Label | None:
    """The label of a line, where it may be a name."""
    text = unbold(line)
    at = text.find(":", 1, _LONGEST_NAME)
    if at < 1 or not (at + 1 == len(text) or text[at + 1].isspace()):
        return None
    name = text[:at].strip("*_ ")
    return (name, text[at + 1 :].strip()) if has_words(name) and len(name.split()) <= _MOST_WORDS else None


def _start(lines: Sequence[str], words: Words) -> tuple[int, set[str]]:
    """Where the transcript begins, below its title, and the names of those who took part, casefolded."""
    start, titled = 0, False
    attendees: set[str] = set()
    for at, line in enumerate(lines):
        label = _label(line)
        named = label is not None and (_shape(label[0], words) or Shape.ODD) >= Shape.NAME
        if titled and (named or _time(line) is not None):
            break
        if not named and is_title_of_transcript(line, words):
            start, titled = at + 1, True
        elif is_section(line, words) and at + 1 < len(lines):
            attendees.update(name.strip().casefold() for name in lines[at + 1].split(",") if _shape(name, words))
    return start, attendees


def _shape(name: str, words: Words) -> Shape | None:
    return name_shape(name.partition("(")[0].strip(), words)


def _speakers(lines: Sequence[tuple[str, Label | None]], words: Words, known: Collection[str]) -> set[str]:
    """The names that stand before a colon. Where nearly every line has one, names are told by coming back, however they look."""
    labels = Counter(label[0] for _, label in lines if label is not None)
    others = sum(label is None and _time(line) is None and not closes(line, words) for line, label in lines)
    complete = labels.total() >= _COMPLETE * (labels.total() + others)
    return {
        name for name, count in labels.items() if name.casefold() in known or _is_speaker(name, count, complete, words)
    }


def _is_speaker(name: str, count: int, complete: bool, words: Words) -> bool:
    shape = _shape(name, words)
    if shape is not None:
        return complete or count > 1 or shape >= Shape.NAME
    if name.casefold() in words.not_speakers:
        return False
    tokens = name.split()
    capitalised = len(tokens) > 1 and all(token[0].isupper() for token in tokens)  # "Omar Said" has a verb in it
    return complete and count > 1 and (capitalised or words.function_words.isdisjoint(name.casefold().split()))


def _own_head(above: Sequence[str], words: Words) -> Sequence[str]:
    """The lines above the speech that are the transcript's own: its title and the date above or below that. Notes have other dates."""
    titles = [
        at for at, line in enumerate(above) if is_title_of_transcript(line, words) and not is_section(line, words)
    ]
    if not titles:
        return above
    at = titles[-1]
    dated = [line for line in above[max(0, at - 1) : at] if date_in_text([line])]
    return [*dated, above[at], *(line for line in above[at + 1 : at + 2] if is_date_line(line, words))]


def _parted(pieces: Sequence[Said], speakers: Collection[str]) -> list[Said]:
    """The pieces, parted where the line break before a full name was lost: "… var det.Lars Holm: Ja"."""
    names = sorted((name for name in speakers if " " in name), key=len, reverse=True)
    if not names:
        return list(pieces)
    lost = re.compile(rf"(?:(?<=[^\W\d_]|[.,!?…])|(?<=[.!?…][\"”']))(?=(?:{'|'.join(map(re.escape, names))}): )")
    parted: list[Said] = []
    for piece in pieces:
        if ": " not in piece.text:
            parted.append(piece)
            continue
        first, *others = lost.split(piece.text)
        parted.append(replace(piece, text=first))
        parted.extend(Said(*label) for other in others if (label := _label(other)) is not None)
    return parted


def _joined(pieces: Sequence[Said]) -> list[Said]:
    """One piece for what somebody says until another takes over, phrases that were cut put together."""
    turns: list[tuple[Said, list[str]]] = []
    for piece in pieces:
        if not has_words(piece.text):
            continue
        if turns and turns[-1][0].speaker == piece.speaker:
            turns[-1][1].append(piece.text)
        else:
            turns.append((piece, [piece.text]))
    return [replace(first, text=_CUT.sub(" ", " ".join(texts))) if len(texts) > 1 else first for first, texts in turns]


def _stitched(turns: Sequence[Said]) -> list[Said]:
    """The turns, with the rest of a phrase moved back to where it was cut: "Kan du høre" – "Ja." – "mig? Godt."

    Only where sentences begin with capitals, so that a small letter tells that one goes on, and where the rest is short.
    """
    capitalised = sum(turn.text[:1].isupper() for turn in turns)
    if capitalised < _CAPITALISED * len(turns):
        return list(turns)
    stitched: list[Said] = []
    for turn in turns:
        cut = stitched[-2] if len(stitched) > 1 else None
        rest = _rest(cut.text, turn.text) if cut is not None and cut.speaker == turn.speaker else ""
        if cut is not None and rest:
            stitched[-2] = replace(cut, text=f"{cut.text.removesuffix('…')} {rest}")
            turn = replace(turn, text=turn.text[len(rest) :].strip())
        if not turn.text:
            continue
        if stitched and stitched[-1].speaker == turn.speaker:
            stitched[-1] = replace(stitched[-1], text=f"{stitched[-1].text} {turn.text}")
        else:
            stitched.append(turn)
    return stitched


def _rest(cut: str, following: str) -> str:
    """The words of the following text that end the phrase in the text that was cut; empty where it was not cut."""
    if len(cut.split()) < _LEAST_CUT or not (cut[-1].isalnum() or cut[-1] == "…") or not following[0].islower():
        return ""
    end = _END_OF_SENTENCE.search(following)
    rest = following[: end.end()] if end else following
    return rest if len(rest.split()) <= _LONGEST_REST else ""

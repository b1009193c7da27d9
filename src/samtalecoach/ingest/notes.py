"""Meeting notes and every other text without speakers: one author, one turn per bullet, line or paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.found_date import is_date_line, settled_date
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words, language_of, words_of
from samtalecoach.ingest.lines import Line, has_words, survey, without_bullet
from samtalecoach.ingest.markdown import without_marks
from samtalecoach.ingest.plain import heading_title
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.times import leading_stamp, seconds

__all__ = ["read_notes"]

_WRAPPED_AFTER = 50  # characters; a shorter line was not broken by the width of the page
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…")
_HEADING_WORDS = 6
_TITLE_WORDS = 14
_DATED_LINES = 10
_AUTHOR_LINES = 12
_UNDERLINE = re.compile(r"[-=]{3,}\Z")
_HEADING = re.compile(r"\A#{1,6}\s+(?=\S)")


def read_notes(source: Source) -> Conversation:
    """The text as notes of one author: ``me``, else who the text says wrote it, else "Jeg" ("Me" in English).

    Headings, dates and facts about the meeting ("Sted: …") are left out, save those that announce agreements. Raises
    SamtalecoachError where the text has no words.
    """
    if not has_words(source.text):
        where = f"Filen '{source.name}'" if source.name else "Teksten"
        raise SamtalecoachError(f"{where} indeholder ingen ord; indsæt samtalen eller noterne og prøv igen.")
    words = all_words()
    language = language_of(source.text)
    lines = _unwrapped(list(survey(source.lines, words)))
    author = source.me or _author(lines, words) or words_of(language).default_author
    kept, left_out = _sorted(lines, words)
    if not any(has_words(line.text) for line in kept):
        kept, left_out = [line for line in lines if line.kind != "separator"], []
    times = seconds([line.stamp for line in kept])
    turns = tuple(
        Turn(speaker=author, text=_spoken(line), start_s=start, end_s=end)
        for line, (start, end) in zip(kept, times, strict=True)
    )
    return Conversation(
        turns=turns,
        kind="notes",
        me=author,
        title=_title(left_out, words),
        date=settled_date(source.date, _dated(lines, left_out, words), source.name, danish=language == "da"),
        omitted=tuple(line.text for line in left_out),
    )


def _unwrapped(lines: Sequence[Line]) -> list[Line]:
    """The lines, with sentences that were broken to fit a page put together again."""
    groups: list[tuple[Line, list[str]]] = []
    last = ""
    for line in lines:
        broken = groups and len(last) >= _WRAPPED_AFTER and not last.endswith(_SENTENCE_ENDS) and line.text[0].islower()
        if broken and not (
            line.opens_block or line.bullet or line.kind != "content" or groups[-1][0].kind != "content"
        ):
            groups[-1][1].append(line.text)
        else:
            groups.append((line, [line.text]))
        last = line.text
    return [
        line if len(parts) == 1 else Line(" ".join(parts), line.kind, None, line.stamp, line.opens_block, line.bullet)
        for line, parts in groups
    ]


def _spoken(line: Line) -> str:
    text = _HEADING.sub("", line.text)
    if line.stamp is not None and not line.stamp.has_words:
        text = leading_stamp(text, bare=False)[1] or text
    return without_marks(without_bullet(text) or text)


def _sorted(lines: Sequence[Line], words: Words) -> tuple[list[Line], list[Line]]:
    """What is said, and what is left out."""
    kept: list[Line] = []
    left_out: list[Line] = []
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else None
        (left_out if _is_left_out(line, below, words, first=at == 0) else kept).append(line)
    return kept, left_out


def _is_left_out(line: Line, below: Line | None, words: Words, *, first: bool) -> bool:
    if line.kind != "content":
        return True
    text = line.text.strip("#*_ \t")
    label, colon, value = text.partition(":")
    folded = label.strip("*_ ").casefold()
    if folded in words.agreements:
        return False
    if is_date_line(text, words) or (colon and has_words(value) and (folded in words.facts or folded in words.authors)):
        return True
    if line.bullet:
        return False
    underlined = below is not None and _UNDERLINE.match(below.text) is not None
    return underlined or _is_heading(line.text, text, words) or (first and below is not None and _is_title(text, words))


def _is_heading(raw: str, text: str, words: Words) -> bool:
    """A line that names what follows: marked by Markdown, ending in a colon, in capitals, or a known heading."""
    if _HEADING.match(raw) or (raw.startswith("**") and raw.endswith("**") and "**" not in raw[2:-2]):
        return True
    tokens = text.rstrip(":").casefold().split()
    if not 0 < len(tokens) <= _HEADING_WORDS:
        return False
    named = text.rstrip(":").casefold() in words.not_speakers
    colon = text.endswith(":") and len(tokens) <= 3 and not words.function_words.intersection(tokens)
    return named or colon or (text.isupper() and len(text) > 3)


def _is_title(text: str, words: Words) -> bool:
    """A first line such as "Kaffemøde med Lars 11/3"."""
    tokens = text.casefold().split()
    opening = tokens[0].strip(".,:") if tokens else ""
    return (
        0 < len(tokens) <= _TITLE_WORDS
        and not text.endswith(_SENTENCE_ENDS)
        and opening.endswith(tuple(words.title_openings))
    )


def _title(left_out: Sequence[Line], words: Words) -> str | None:
    headings = [line.text for line in left_out[:_DATED_LINES] if line.kind == "content"]
    return heading_title(headings, words)


def _dated(lines: Sequence[Line], left_out: Sequence[Line], words: Words) -> Iterator[str]:
    """The lines whose date is that of the meeting: headings and facts at the beginning, and the very first line."""
    omitted = {id(line) for line in left_out}
    for at, line in enumerate(lines[:_DATED_LINES]):
        opening = without_bullet(line.text).partition(":")[0].split(" ")[0].casefold().strip("*_ ")
        if id(line) in omitted or (at == 0 and opening not in words.agreements):
            yield line.text


def _author(lines: Sequence[Line], words: Words) -> str | None:
    """Who wrote the notes, where their first or last lines say so ("Referent: Mette Holm")."""
    ends = lines if len(lines) <= 2 * _AUTHOR_LINES else [*lines[:_AUTHOR_LINES], *lines[-_AUTHOR_LINES:]]
    openings = sorted(words.authors, key=len, reverse=True)
    for line in ends:
        text = without_bullet(line.text).strip("#*_() \t")[:100]
        folded = text.casefold()
        for opening in openings:
            rest = text[len(opening) :]
            if folded.startswith(opening) and rest[:1] in (":", " ", "*"):
                name = rest.lstrip(":*_ ").partition(",")[0].rstrip(".*_ ")
                if (name_shape(name, words) or Shape.ODD) >= Shape.WORD:
                    return name
    return None

"""Transcripts that Otter exports as text, and others of the same shape: ``Fornavn Efternavn  0:15`` above what is said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.headed import Heading, conversation_in, name_and_time, of_people, read_headed
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.meeting import bare, is_section
from samtalecoach.ingest.registry import Source

__all__ = ["read_otter"]

_PRODUCT = "otter.ai"
_FIRST_LINES = 200  # keywords and a summary may stand above the speech
_LAST_LINES = 12
_BEFORE_FIRST = 30  # lines above the first heading where nothing else speaks for the format
_LONGEST_LINE = 10_000
_FIRST_CLOCK_S = 6 * 60.0  # "9:30" at the very first is rather the time of day, as chats have it


def read_otter(source: Source) -> Conversation | None:
    """The conversation in the transcript; None where it does not look like one of Otter, or of its shape with names that come back.

    Keywords, summary, the list of speakers and the closing line are left out. Raises SamtalecoachError where Otter wrote the file,
    but nothing is said in it.
    """
    words = all_words()
    signed = _is_signed(source.lines)
    heading = name_and_time(words, unnamed=signed)
    first = list(islice((line for line in source.lines if line.strip()), _FIRST_LINES))
    headings = [(at, found) for at, line in enumerate(first) if (found := heading(line)) is not None]
    if not headings:
        return None
    if not signed and not _has_its_shape(first[: headings[0][0]], [found for _, found in headings], words):
        return None
    headed = read_headed(_with_closing_apart(source.lines, words) if signed else source.lines, heading)
    conversation = conversation_in(source, headed.before, headed.blocks)
    if conversation is None and signed:
        raise SamtalecoachError(
            f"{source.where} er en udskrift fra Otter, hvor der ikke bliver sagt noget; eksportér den igen, eller vælg en anden fil."
        )
    return conversation


def _has_its_shape(above: Sequence[str], headings: Sequence[Heading], words: Words) -> bool:
    """Whether a transcript without the closing line is one: by the headings above it, or by names that come back from the start on."""
    if any(is_section(bare(line), words) for line in above):
        return of_people(headings, words)
    early = headings[0].at_s is not None and headings[0].at_s < _FIRST_CLOCK_S
    return early and len(above) < _BEFORE_FIRST and of_people(headings, words, recurring=True)


def _is_signed(lines: Sequence[str]) -> bool:
    return any(_PRODUCT in line.casefold() for line in lines[-_LAST_LINES:] if len(line) < _LONGEST_LINE)


def _with_closing_apart(lines: Sequence[str], words: Words) -> list[str]:
    """The lines, with the closing one on a line of its own where it stands behind what is said last."""
    parted = list(lines[:-_LAST_LINES])
    for line in lines[-_LAST_LINES:]:
        folded = line.rstrip(" .").casefold()
        closing = next((closing for closing in words.transcript_closings if folded.endswith(f" {closing}")), "")
        at = len(line.rstrip(" .")) - len(closing)
        parted += [line[:at], line[at:]] if _PRODUCT in closing else [line]
    return parted

"""Captions: WebVTT and SRT, as Teams, Zoom, recognisers and caption programs write them, and as editors damage them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.cue_speakers import said_in, silent
from samtalecoach.ingest.cues import read_cues, time_line
from samtalecoach.ingest.found_date import date_in_text
from samtalecoach.ingest.lexicon import all_words, language_of
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import conversation_of, without_inventions

__all__ = ["read_captions"]

_AT_ONCE = 12
_SOON = 60
_HEADER = re.compile(r"(?:(?:Kind|Language)\s*:\s*[\w-]{1,20}|X-TIMESTAMP-MAP=\S+)\Z")
_NO_TITLE = re.compile(r"\A(?:FILE|Kind: captions; Language: [\w-]{2,7})\Z")
_MACHINE_NOTE = re.compile(
    r"(?:(?:duration|confidence)\s*:\s*[\"\d:.]+|language\s*:\s*[a-z]{2,3}(?:-[a-z]{2,4})?)\Z", re.IGNORECASE
)


def read_captions(source: Source) -> Conversation | None:
    """The conversation in WebVTT or SRT; None where the first lines hold no time line and no ``WEBVTT``.

    Comments and what stands outside the cues are left out and told. Raises SamtalecoachError where the captions hold no words.
    """
    vtt = _is_vtt(source)
    if not (vtt or _begins_with_cues(source.lines)):
        return None
    found = read_cues(source.lines, vtt=vtt)
    heading = found.heading
    if not found.cues and len(heading) > 1:
        return None  # somebody took the time lines out
    title = _NO_TITLE.sub("", heading[0][len("WEBVTT") :].strip(" \t-–—:")) if vtt and heading else ""
    danish = language_of(source.text) == "da"
    left_out = [line for line in heading[1 if vtt else 0 :] if not (vtt and _HEADER.match(line))]
    left_out += [note for note in found.notes if note and not _MACHINE_NOTE.match(note)]
    said, directions = said_in(found.cues, all_words(), source.hints)
    spoken, invented = without_inventions(said)
    conversation = conversation_of(
        source,
        spoken,
        title=title or None,
        date=date_in_text(heading, danish=danish) or date_in_text(found.notes, danish=danish),
        omitted=[*left_out, *found.others, *directions, *invented, *silent(said, spoken)],
    )
    if conversation is None:
        raise SamtalecoachError(
            f"{source.where} er undertekster uden ord; eksportér samtalen igen, eller vælg en anden fil."
        )
    return conversation


def _is_vtt(source: Source) -> bool:
    first = next(iter(source.text[:200].lstrip().splitlines()), "").strip()
    return first == "WEBVTT" or (first.startswith(("WEBVTT ", "WEBVTT\t")) and "-->" in source.text)


def _begins_with_cues(lines: Iterable[str]) -> bool:
    """Whether time lines as captions have them, without brackets, stand among the first lines: one at once, or two soon."""
    first = islice((line.strip() for line in lines if line.strip()), _SOON)
    found = [at for at, line in enumerate(first) if not line.startswith("[") and time_line(line) is not None]
    return len(found) > 1 or (bool(found) and found[0] < _AT_ONCE)

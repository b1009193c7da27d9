"""A file, its bytes, or a pasted text → Conversation."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date as Date
from pathlib import Path

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.attribution import doubted
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.found_date import parse_date
from samtalecoach.ingest.people import named, united
from samtalecoach.ingest.registry import Source, read_source

__all__ = ["MAX_BYTES", "read_conversation", "read_text"]

MAX_BYTES = 100_000_000


def read_conversation(
    path_or_bytes: str | os.PathLike[str] | bytes,
    name: str | None = None,
    *,
    me: str | None = None,
    date: str | Date | None = None,
    speakers: Sequence[str] = (),
    speaker_names: Mapping[str, str] | None = None,
    columns: Sequence[str] = (),
) -> Conversation:
    """Read a conversation from a file, or from a file's bytes.

    ``name`` is the file's name where bytes are given; ``me`` the speaker who is coached (any case, a unique beginning will do; in
    notes any name); ``date`` the day of the conversation, found in the text or the name where it is None; ``speakers`` names
    that are known to be speakers, however they look; ``speaker_names`` the names that speakers are to have, by the names in the
    file (``{"SPEAKER_00": "Mette"}``); ``columns`` the names of a table's columns of speaker and text, where they cannot be guessed.
    A speaker whose name is spelt in several ways is one participant; where the words contradict
    the names, `Conversation.speaker_doubt` says so. Raises SamtalecoachError for what cannot be read.
    """
    if isinstance(path_or_bytes, bytes):
        return _read(path_or_bytes, name, me, date, speakers, speaker_names, columns)
    path = Path(path_or_bytes)
    return _read(_content(path), name or path.name, me, date, speakers, speaker_names, columns)


def read_text(
    text: str,
    *,
    source: str | None = None,
    me: str | None = None,
    date: str | Date | None = None,
    speakers: Sequence[str] = (),
    speaker_names: Mapping[str, str] | None = None,
) -> Conversation:
    """Read a conversation from text, such as a pasted one; ``source`` names where it came from. Else as `read_conversation`."""
    return _read(text, source, me, date, speakers, speaker_names)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise SamtalecoachError(f"Filen '{path}' findes ikke; se efter, om navnet er stavet rigtigt.") from error
    except IsADirectoryError as error:
        raise SamtalecoachError(f"'{path}' er en mappe; vælg en fil i den, eller brug samtalecoach batch.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SamtalecoachError(
            f"Filen '{path}' kan ikke åbnes ({reason}); giv adgang til den, eller vælg en anden fil."
        ) from error
    return content


def _read(
    content: bytes | str,
    name: str | None,
    me: str | None,
    date: str | Date | None,
    speakers: Sequence[str],
    speaker_names: Mapping[str, str] | None,
    columns: Sequence[str] = (),
) -> Conversation:
    shown = clean(name) if name else None
    if len(content) > MAX_BYTES:
        where = f"Filen '{shown}'" if shown else "Teksten"
        raise SamtalecoachError(
            f"{where} er større end {MAX_BYTES // 1_000_000} MB; del den i flere filer og prøv igen."
        )
    if not content.strip():
        where = f"Filen '{shown}'" if shown else "Teksten"
        raise SamtalecoachError(f"{where} er tom; indsæt samtalen og prøv igen.")
    wanted = " ".join(clean(me).split()) if me is not None else None
    if wanted == "":
        raise SamtalecoachError("Navnet i --me er tomt; skriv navnet på den taler, der skal have råd.")
    if len(columns) not in (0, 2):
        raise SamtalecoachError("Angiv to kolonner, en for taleren og en for teksten: --columns 'Hvem,Hvad'.")
    known = (*speakers, *(speaker_names or {}))
    found = read_source(
        Source(content, shown, wanted, parse_date(date), tuple(clean(speaker) for speaker in known), tuple(columns))
    )
    found = doubted(united(named(found, speaker_names or {})))
    if found.me is None:
        found = found.with_me(wanted)
    return found.model_copy(update={"source": shown}) if shown and found.source is None else found

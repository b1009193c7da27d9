"""ZIP archives of conversations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date
from pathlib import Path, PurePosixPath
from zipfile import ZipInfo

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.found_date import date_in_name
from samtalecoach.ingest.reader import MAX_BYTES, read_conversation
from samtalecoach.ingest.registry import Source, read_source
from samtalecoach.ingest.unpacked import Package, entry_name, opened

__all__ = ["read_archive", "read_conversations"]

_ZIP = b"PK\x03\x04"
_OTHERS = "__MACOSX"
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})
_MEDIA = frozenset(
    {
        ".3gp", ".aac", ".amr", ".avi", ".bmp", ".flac", ".gif", ".heic", ".ico", ".jpeg", ".jpg", ".m4a", ".m4v", ".mkv", ".mov", ".mp3",
        ".mp4", ".mpeg", ".oga", ".ogg", ".opus", ".png", ".svg", ".tif", ".tiff", ".vcf", ".wav", ".webm", ".webp", ".wma", ".wmv",
        ".css", ".js", ".ics",
    }
)  # fmt: skip
_CHAT = ".txt"
_MOST_CHATS = 3  # with more, an archive is a collection, and no chat with what was attached to it
_MOST_LISTED = 8


def read_archive(source: Source) -> Conversation | None:
    """The conversation in a ZIP with a single file to read, beside media and what systems put there; None where the source is no ZIP.

    Raises SamtalecoachError, with their names, where there are several, where there is none, and for archives in archives.
    """
    package = opened(source)
    if package is None or package.kind != "archive":
        return None
    members = _members(package)
    if not members:
        raise SamtalecoachError(f"{source.where} rummer ingen samtale; læg teksten af samtalen i den, og prøv igen.")
    if len(members) > 1:
        names = [entry_name(entry) for entry in members]
        shown = ", ".join(names[:_MOST_LISTED]) + (
            f" og {len(names) - _MOST_LISTED} til" if len(names) > _MOST_LISTED else ""
        )
        raise SamtalecoachError(f"{source.where} rummer flere filer ({shown}); pak den ud, og vælg samtalen.")
    inner = _opened_member(source, package, members[0])
    conversation = read_source(inner)
    if conversation.date is None:
        conversation = conversation.model_copy(update={"date": date_in_name(source.name)})
    return conversation.model_copy(update={"source": inner.name})


def read_conversations(
    path_or_bytes: str | os.PathLike[str] | bytes,
    name: str | None = None,
    *,
    me: str | None = None,
    date: str | Date | None = None,
    speakers: Sequence[str] = (),
    speaker_names: Mapping[str, str] | None = None,
) -> Iterator[Conversation]:
    """Read every conversation of a ZIP, in the order of the names, or the one of any other file. As `read_conversation` else.

    `Conversation.source` is "arkiv.zip/navn.txt". Raises SamtalecoachError for a file that cannot be read; in a ZIP after the others
    have been read, with all the reasons in it.
    """
    if not isinstance(path_or_bytes, bytes):
        name = name or Path(path_or_bytes).name
    content = path_or_bytes if isinstance(path_or_bytes, bytes) else _content(Path(path_or_bytes))
    source = Source(content or b"", clean(name) if name else None)
    package = opened(source) if content is not None and len(content) <= MAX_BYTES else None
    if package is None or package.kind != "archive":
        whole = path_or_bytes if content is None else content
        yield read_conversation(whole, name, me=me, date=date, speakers=speakers, speaker_names=speaker_names)
        return
    members = sorted(_members(package), key=entry_name)
    if not members:
        read_archive(source)  # says that there are none
    problems: list[str] = []
    for entry in members:
        try:
            inner = _opened_member(source, package, entry)
            yield read_conversation(
                inner.content, inner.name, me=me, date=date, speakers=speakers, speaker_names=speaker_names
            )
        except SamtalecoachError as error:
            problems.append(str(error))
    if problems:
        raise SamtalecoachError(" ".join(problems))


def _content(path: Path) -> bytes | None:
    """The bytes of a ZIP; None for every other file and for what cannot be opened, which `read_conversation` says."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_ZIP))
            return start + file.read(MAX_BYTES) if start == _ZIP else None
    except (OSError, ValueError):
        return None


def _members(package: Package) -> list[ZipInfo]:
    """The files that may be conversations: no media, nothing hidden, and nothing that was attached to another file's chat."""
    found = {name: entry for entry in package.entries.values() if _may_be_read(name := entry_name(entry), entry)}
    chats = [name for name in found if name.casefold().endswith(_CHAT)]
    is_chat = len(found) > 1 and len(chats) <= _MOST_CHATS
    texts = {name: package.read_entry(found[name]) for name in chats} if is_chat else {}
    return [
        entry
        for name, entry in found.items()
        if not any(_base(name).encode() in text for other, text in texts.items() if other != name)
    ]


def _may_be_read(name: str, entry: ZipInfo) -> bool:
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and entry.file_size > 0
        and _OTHERS not in parts
        and not any(part.startswith(".") for part in parts)
        and parts[-1].casefold() not in _SYSTEM
        and PurePosixPath(name).suffix.casefold() not in _MEDIA
    )


def _base(name: str) -> str:
    return PurePosixPath(name).name


def _opened_member(source: Source, package: Package, entry: ZipInfo) -> Source:
    """One file of the archive, named "arkiv.zip/navn.txt". Raises SamtalecoachError where it is an archive itself."""
    name = f"{source.name}/{entry_name(entry)}" if source.name else entry_name(entry)
    if entry.file_size > MAX_BYTES:
        raise package.too_large()
    inner = Source(package.read_entry(entry), name, source.me, source.date, source.speakers)
    held = opened(inner)
    if held is not None and held.kind == "archive":
        raise SamtalecoachError(f"{inner.where} er et arkiv i et arkiv; pak det ud, og vælg samtalen.")
    return inner

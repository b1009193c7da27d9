"""The readers, and what they are given. Built-in readers and anyone's own are registered the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import cached_property
from importlib import import_module

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.decode import clean, decode

__all__ = ["Reader", "Source", "on_demand", "read_source", "readers", "register"]


@dataclass(frozen=True)
class Source:
    """What is to be read: bytes or text, the file's name, the caller's ``me`` and date, names known to be speakers, and the names of a table's
    columns of speaker and text."""

    content: bytes | str
    name: str | None = None
    me: str | None = None
    date: Date | None = None
    speakers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The content as text. Raises SamtalecoachError where it is none, or more than 10 MB: a hundred hours of talk."""
        if len(self.content) > _MOST_TEXT:
            raise SamtalecoachError(
                f"{self.where} rummer mere end {_MOST_TEXT // 1_000_000} MB tekst; del den i flere filer og prøv igen."
            )
        return clean(self.content if isinstance(self.content, str) else decode(self.content, self.name))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.splitlines()

    @property
    def where(self) -> str:
        """How an error names the source: "Filen 'kaffe.docx'" or "Teksten"."""
        return f"Filen '{self.name}'" if self.name else "Teksten"

    def starts_with(self, *marks: bytes) -> bool:
        """Whether the content is bytes that begin with one of the marks."""
        return isinstance(self.content, bytes) and self.content.startswith(marks)

    def of_text(self, text: str) -> Source:
        """The same source with the text that a container held."""
        return replace(self, content=text)

    @property
    def hints(self) -> frozenset[str]:
        """Casefolded names that are known to be speakers, ``me`` among them."""
        given = (*self.speakers, *([self.me] if self.me else []))
        return frozenset(name.strip().casefold() for name in given if name.strip())


@dataclass(frozen=True)
class Reader:
    """One format: ``read`` returns the conversation, or None where the source does not look like this format."""

    name: str
    read: Callable[[Source], Conversation | None]


_READERS: list[Reader] = []
_MOST_TEXT = 10_000_000
_BEGINNING = 8_000


def on_demand(name: str, mark: str) -> Reader:
    """The reader ``read_<name>`` of ``ingest/<name>.py``, whose library takes long to load: it is imported only for a source that has the mark in
    its first 8,000 characters."""

    def read(source: Source) -> Conversation | None:
        beginning = source.content[:_BEGINNING]
        if (mark not in beginning) if isinstance(beginning, str) else (mark.encode() not in beginning):
            return None
        found: Callable[[Source], Conversation | None] = getattr(
            import_module(f"samtalecoach.ingest.{name}"), f"read_{name}"
        )
        return found(source)

    return Reader(name, read)


def register(reader: Reader, *, before: str | None = None) -> None:
    """Add a reader: in front of the one named ``before``, else first. A reader of the same name is replaced where it stands."""
    names = [known.name for known in _READERS]
    if before is not None and before not in names:
        raise SamtalecoachError(f"No reader is called '{before}'; the readers are: {', '.join(names)}.")
    if reader.name in names:
        _READERS[names.index(reader.name)] = reader
    else:
        _READERS.insert(names.index(before) if before is not None else 0, reader)


def readers() -> tuple[Reader, ...]:
    """The readers, in the order in which they are asked."""
    return tuple(_READERS)


def read_source(source: Source) -> Conversation:
    """The conversation from the first reader that recognises the source. Raises SamtalecoachError where none does."""
    for reader in readers():
        conversation = reader.read(source)
        if conversation is not None:
            return conversation
    raise SamtalecoachError(
        f"{source.where} kan ikke læses som en samtale; gem den som .txt med 'Navn: tekst' på hver linje og prøv igen."
    )

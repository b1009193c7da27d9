"""ZIP packages (DOCX, XLSX, ODT, archives), read in memory within bounds: what they declare is not trusted."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cached_property
from io import BytesIO
from typing import Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.registry import Source

__all__ = ["MAX_UNPACKED", "Package", "entry_name", "opened", "repacked"]

MAX_UNPACKED = 200_000_000
_MOST_ENTRIES = 10_000
_CHUNK = 1 << 20
_APPLE = ".iwa"  # Pages and Numbers
_ENTRY_MARK = b"PK\x01\x02"
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"
_DAMAGED = (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
"""What zipfile raises on damaged files: all but the first two come out of its parsing (offsets, dates, names, versions)."""
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))

PackageKind = Literal["word", "workbook", "opendocument", "other", "archive"]


class Package:
    """An opened ZIP: its files by name, what kind of document they make up, and their content, counted while it is read."""

    def __init__(self, archive: ZipFile, where: str) -> None:
        self.where = where
        self._archive = archive
        self._unpacked = 0
        names = ((entry.filename, entry) for entry in archive.infolist())
        self.entries: dict[str, ZipInfo] = {name: entry for name, entry in names if name and not name.endswith("/")}
        if sum(entry.file_size for entry in self.entries.values()) > MAX_UNPACKED:
            raise self.too_large()

    @cached_property
    def kind(self) -> PackageKind:
        """What the package is, by what it says of itself."""
        if _TYPES in self.entries:
            types = self.read(_TYPES)
            main = b".main+xml" in types
            if main and (b"wordprocessingml" in types or b"ms-word." in types):
                return "word"
            if main and (b"spreadsheetml" in types or b"ms-excel.sheet.macro" in types):
                return "workbook"
            return "other"
        if "mimetype" in self.entries and self.entries["mimetype"].file_size < 200:
            told = self.read("mimetype").strip()
            return "opendocument" if told.startswith(b"application/vnd.oasis.opendocument.text") else "other"
        if {"content.xml", "META-INF/manifest.xml"} <= self.entries.keys():
            return "opendocument"
        foreign = "META-INF/MANIFEST.MF" in self.entries or any(name.endswith(_APPLE) for name in self.entries)
        return "other" if foreign else "archive"

    def read(self, name: str) -> bytes:
        """One file of the package. Raises SamtalecoachError where it is damaged, encrypted, or unpacks to too much."""
        return self.read_entry(self.entries[name])

    def read_entry(self, entry: ZipInfo) -> bytes:
        """As `read`, for one of several entries of the same name."""
        if entry.flag_bits & _ENCRYPTED:
            raise SamtalecoachError(
                f"{self.where} er beskyttet med en adgangskode; gem filen uden adgangskode og prøv igen."
            )
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise SamtalecoachError(
                f"{self.where} er pakket på en måde, som ikke kan læses; pak den igen som en almindelig ZIP-fil."
            )
        parts: list[bytes] = []
        try:
            with self._archive.open(entry) as file:
                while part := file.read(_CHUNK):
                    self._unpacked += len(part)
                    if self._unpacked > MAX_UNPACKED:
                        raise self.too_large()
                    parts.append(part)
        except SamtalecoachError:
            raise
        except _DAMAGED as error:
            raise self.damaged() from error
        return b"".join(parts)

    def xml_only(self, keep: Callable[[str], bool], *, limit: int, most_tags: int) -> dict[str, bytes]:
        """The content of every file by name, empty where ``keep`` is false (pictures, fonts): what a library may open.

        Raises SamtalecoachError where that is more than ``limit`` bytes or ``most_tags`` tags, so more than a library parses in
        reasonable time, or where it declares entities.
        """
        parts: dict[str, bytes] = {}
        parsed = tags = 0
        for name in self.entries:
            parts[name] = self.read(name) if keep(name) else b""
            parsed += len(parts[name])
            tags += parts[name].count(b"<")
            if parsed > limit or tags > most_tags:
                raise self.too_detailed()
            if any(doctype in parts[name] for doctype in _DOCTYPES):
                raise SamtalecoachError(
                    f"{self.where} indeholder XML-koder (DOCTYPE), som dokumenter ikke skal have; "
                    "åbn den i dit tekstprogram, og gem den igen."
                )
        return parts

    def damaged(self) -> SamtalecoachError:
        """The error for a package that breaks off or is inconsistent."""
        return SamtalecoachError(
            f"{self.where} er beskadiget eller ikke hentet helt ned; hent eller eksportér den igen."
        )

    def too_detailed(self) -> SamtalecoachError:
        """The error for a document with more in it than can be read in reasonable time."""
        return SamtalecoachError(
            f"{self.where} er for stor til at blive læst; gem samtalen som .txt, eller del den i flere dokumenter."
        )

    def too_large(self) -> SamtalecoachError:
        """The error for a package that unpacks to more than may be kept in memory."""
        return SamtalecoachError(
            f"{self.where} fylder mere end {MAX_UNPACKED // 1_000_000} MB, når den pakkes ud; gem samtalen som .txt og prøv igen."
        )


def opened(source: Source) -> Package | None:
    """The source as a package; None where it is no ZIP. Raises SamtalecoachError where it is damaged or far too large."""
    if not source.starts_with(b"PK\x03\x04", b"PK\x05\x06") or not isinstance(source.content, bytes):
        return None
    if source.content.count(_ENTRY_MARK) > _MOST_ENTRIES:
        raise SamtalecoachError(f"{source.where} rummer for mange filer; pak den ud, og vælg samtalen.")
    try:
        return Package(ZipFile(BytesIO(source.content)), source.where)
    except SamtalecoachError:
        raise
    except _DAMAGED as error:
        raise SamtalecoachError(
            f"{source.where} er beskadiget eller ikke hentet helt ned; hent eller eksportér den igen."
        ) from error


def entry_name(entry: ZipInfo) -> str:
    """The entry's name as its maker wrote it: programs often leave out that it is UTF-8, or write it as DOS did."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            raw = name.encode("cp437")
            name = _utf8(raw) or raw.decode("cp850")
        except UnicodeError:
            pass
    parts = [part for part in clean(name).replace("\\", "/").split("/") if part.strip() not in ("", ".", "..")]
    return "/".join(parts)


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def repacked(parts: dict[str, bytes]) -> BytesIO:
    """A package of the parts, for libraries that open nothing else."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    stream.seek(0)
    return stream

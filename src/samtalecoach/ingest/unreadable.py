"""Files that are recognised and cannot be read: what they are, and what to do instead, in one sentence."""

from __future__ import annotations

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.unpacked import opened

__all__ = ["refuse_unreadable"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office before 2007, and of encrypted documents since
_RECORDING = "er en lyd- eller videofil; lav den om til tekst først (fx med Whisper), og vælg så teksten."
_PICTURE = "er et billede; kør det gennem tekstgenkendelse (OCR), eller skriv samtalen af som tekst."
_PACKED = "er et pakket arkiv; pak det ud, og vælg samtalen."
_ZEROS = "indeholder kun nul-tegn; hent eller eksportér den igen."
_MARKS: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG", 0, _PICTURE),
    (b"\xff\xd8\xff", 0, _PICTURE),
    (b"GIF8", 0, _PICTURE),
    (b"II*\x00", 0, _PICTURE),
    (b"MM\x00*", 0, _PICTURE),
    (b"WEBP", 8, _PICTURE),
    (b"WAVE", 8, _RECORDING),
    (b"ftyp", 4, _RECORDING),
    (b"ID3", 0, _RECORDING),
    (b"\xff\xfb", 0, _RECORDING),
    (b"\xff\xf3", 0, _RECORDING),
    (b"OggS", 0, _RECORDING),
    (b"fLaC", 0, _RECORDING),
    (b"\x1aE\xdf\xa3", 0, _RECORDING),
    (b"Rar!", 0, _PACKED),
    (b"7z\xbc\xaf\x27\x1c", 0, _PACKED),
    (b"\x1f\x8b", 0, _PACKED),
)
_OLE_CONTENTS = (  # names in the container's directory, which are UTF-16
    ("EncryptedPackage", "er beskyttet med en adgangskode; gem dokumentet uden adgangskode og prøv igen."),
    ("WordDocument", "er et Word-dokument i det gamle format (.doc); gem det som .docx og prøv igen."),
    ("Workbook", "er et regneark i det gamle format (.xls); gem det som .xlsx og prøv igen."),
    ("__substg1.0_", "er en mail i Outlooks eget format (.msg); gem den som .eml eller .txt og prøv igen."),
)
_OLE_OTHER = "er et dokument i et gammelt Office-format; gem det som .docx, .xlsx eller .txt og prøv igen."
_OTHER_PACKAGE = "er et dokument af en slags, som ikke kan læses; gem det som .docx, .xlsx eller .txt og prøv igen."


def refuse_unreadable(source: Source) -> Conversation | None:
    """Raise SamtalecoachError for recordings, pictures, old Office documents, encrypted ones and others that hold no text; else None."""
    content = source.content
    if not isinstance(content, bytes):
        return None
    if content.startswith(_OLE):
        problems = [problem for name, problem in _OLE_CONTENTS if name.encode("utf-16-le") in content]
        raise SamtalecoachError(f"{source.where} {problems[0] if problems else _OLE_OTHER}")
    for mark, at, problem in _MARKS:
        if content.startswith(mark, at):
            raise SamtalecoachError(f"{source.where} {problem}")
    if content.startswith(b"\x00") and not content.strip(b"\x00 \t\r\n"):
        raise SamtalecoachError(f"{source.where} {_ZEROS}")
    package = opened(source)
    if package is not None and package.kind == "other":
        raise SamtalecoachError(f"{source.where} {_OTHER_PACKAGE}")
    return None

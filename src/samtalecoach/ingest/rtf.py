"""Rich text (RTF), as WordPad, TextEdit, Word and older mail programs write it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from striprtf.striprtf import rtf_to_text

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.document import Block, Paragraph, Table, read_document
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source

__all__ = ["read_rtf"]

_MAX_RTF = 10_000_000  # without pictures
_MOST_TOKENS = 2_000_000
_TOKEN = re.compile(r"\\bin(\d{1,9}) ?|\\([a-z]{1,32})(-?\d{1,9})? ?|\\[^a-z]|[{}]", re.DOTALL)
_NO_TEXT = frozenset(
    {
        "pict", "object", "themedata", "datastore", "colorschememapping", "stylesheet", "colortbl", "fldinst", "shprslt", "info",
        "fonttbl", "listtable", "listoverridetable", "rsidtbl", "generator", "latentstyles", "xmlnstbl", "revtbl",
    }
)  # fmt: skip
_AROUND = frozenset(
    {"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote", "annotation"}
)
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_FONT = re.compile(r"\\f(\d{1,5})(?!\d)[^{};]{0,300}?\\fcharset(\d{1,3})(?!\d)")
_CHARSETS = frozenset({"77", "161", "162", "163", "177", "178", "186", "204", "222", "238", "254", "255"})
_TITLE = re.compile(r"\{\\title ([^{}]{1,400})\}")
_CODE_PAGE = re.compile(r"\\ansicpg(\d{1,5})")
_OPENING = 5_000
_MAC = "10000"
# Signs that stand for the edges of rows and cells while the library reads the text: it writes "|", which texts have, too.
_ROW_STARTS, _CELL_ENDS, _ROW_ENDS = "\ue000", "\ue001", "\ue002"
_EDGES = {"trowd": _ROW_STARTS, "cell": _CELL_ENDS, "nestcell": _CELL_ENDS, "row": _ROW_ENDS, "nestrow": _ROW_ENDS}
_REPLACED = {word: f"{{\\uc1\\u{ord(sign)} ?}}" for word, sign in _EDGES.items()} | {"pntext": "\\listtext "}


@dataclass
class _Parts:
    """The file without what is no text, and the groups that stand beside its text."""

    text: str = ""
    around: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    fonts: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    behind: str = ""  # the end of the file, which programs do not show


def read_rtf(source: Source) -> Conversation | None:
    """The conversation in an RTF file; None where the source is none.

    Paragraphs are lines, points of lists keep their bullet, a table with speakers is a transcript, tracked deletions are left out;
    headers, footers and notes are listed as left out. Raises SamtalecoachError for a file that breaks off or is too large.
    """
    text = _text(source)
    if text is None:
        return None
    too_large = SamtalecoachError(f"{source.where} er for stor til at blive læst; gem samtalen som .txt og prøv igen.")
    if text.count("\\") + text.count("{") > _MOST_TOKENS:
        raise too_large
    parts = _parts(text)
    if parts is None:
        raise SamtalecoachError(
            f"{source.where} er beskadiget eller ikke hentet helt ned; hent eller eksportér den igen."
        )
    if len(parts.text) > _MAX_RTF:
        raise too_large
    convert = _Converter(source, parts.fonts, text)
    boxes = [block for group in parts.boxes for block in _blocks(convert(group))]
    around = [line for group in parts.around for line in convert(group).splitlines()]
    title = convert(parts.title) if parts.title else None
    return read_document(source, [*_blocks(convert(parts.text)), *boxes], title=title, omitted=[*around, parts.behind])


def _text(source: Source) -> str | None:
    """The file as text; None where it is no RTF."""
    content = source.content
    if isinstance(content, str):
        return content.lstrip("\ufeff") if content[:100].lstrip("\ufeff \t\r\n").startswith("{\\rtf") else None
    if not content[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _parts(text: str, *, nested: bool = False) -> _Parts | None:
    """The file taken apart in one pass; None where a group is not closed. In ``nested`` groups nothing more is set apart."""
    parts = _Parts()
    kept: list[str] = []
    starts: list[int] = []  # where the open groups begin
    set_apart: tuple[int, int, str] | None = (
        None  # depth, end of the word that tells, and kind of the group that is set apart
    )
    copied = at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        if token[1] is not None:  # as many bytes of a picture
            if set_apart is None:
                kept.append(text[copied : token.start()])
            at = copied = min(len(text), at + int(token[1]))
        elif token[0] == "{":
            starts.append(token.start())
        elif token[0] == "}":
            if not starts:
                continue
            start = starts.pop()
            if set_apart is not None and len(starts) < set_apart[0]:
                _, inner, kind = set_apart
                _put(parts, kind, text[start:at], text[inner:at])
                set_apart, copied = None, at
            if not starts:
                parts.text = "".join([*kept, text[copied:at]])
                parts.behind = text[at:].strip("\x00 \t\r\n}")
                return parts
        elif token[2] is not None and set_apart is None:
            found = _kind(token[2], token[3], len(starts), nested=nested)
            if found is not None:
                kept.append(text[copied : starts[-1]])
                set_apart = (len(starts), at, found)
            elif token[2] in _REPLACED:
                kept.extend([text[copied : token.start()], _REPLACED[token[2]]])
                copied = at
    return None


def _kind(word: str, argument: str | None, depth: int, *, nested: bool) -> str | None:
    """What the group is in which the word stands, where it is not part of the text."""
    if depth < 2:
        return None
    if word in _NO_TEXT or (word == "deleted" and argument != "0"):
        return word
    if word in _AROUND:
        return "dropped" if nested else "around"
    return "box" if word in _BOXES and not nested else None


def _put(parts: _Parts, kind: str, group: str, inner: str) -> None:
    if kind == "fonttbl":
        parts.fonts.update((match[1], match[2]) for match in _FONT.finditer(group) if match[2] in _CHARSETS)
    elif kind == "info":
        title = _TITLE.search(group)
        parts.title = title[1] if title else None
    elif kind in ("around", "box"):
        found = _parts(f"{{{inner}", nested=True)
        if found is not None:
            (parts.around if kind == "around" else parts.boxes).append(found.text)


class _Converter:
    """Turns groups of the file into text, with the letters that the file's fonts and code page mean."""

    def __init__(self, source: Source, fonts: dict[str, str], text: str) -> None:
        self._where = source.where
        table = "\n".join(f"{{\\f{font}\\fcharset{charset} X;}}" for font, charset in fonts.items())
        self._head = f"{{\\rtf1\\ansi\n{{\\fonttbl{table}}}\n"
        page = _CODE_PAGE.search(text, 0, _OPENING)
        self._encoding = "mac_roman" if page and page[1] == _MAC else f"cp{page[1]}" if page else "cp1252"
        try:
            codecs.lookup(self._encoding)
        except LookupError:
            self._encoding = "cp1252"

    def __call__(self, group: str) -> str:
        """The text of a group. Raises SamtalecoachError where the library cannot read it."""
        try:
            whole = f"{self._head}{_CODE_PAGE.sub('', group)}}}"
            text = str(rtf_to_text(whole, encoding=self._encoding, errors="replace"))  # type: ignore[no-untyped-call]
        except Exception as error:  # the library raises whatever it stumbles over
            raise SamtalecoachError(
                f"{self._where} er beskadiget; åbn den i et tekstprogram, gem den igen, og prøv så."
            ) from error
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _blocks(text: str) -> Iterator[Block]:
    """The paragraphs and tables of the converted text."""
    rows: list[tuple[str, ...]] = []
    chunks = text.split(_ROW_ENDS)
    for at, chunk in enumerate(chunks):
        before, started, cells = chunk.partition(_ROW_STARTS)
        if not started and _CELL_ENDS in chunk:
            before, cells = "", chunk
        if rows and (has_words(before) or at == len(chunks) - 1):
            yield Table(tuple(rows))
            rows = []
        yield from (Paragraph(line) for line in before.splitlines())
        if _CELL_ENDS in cells:
            *whole, rest = cells.replace(_ROW_STARTS, "").split(_CELL_ENDS)
            rows.append(tuple(value.strip() for value in [*whole, *([rest] if has_words(rest) else [])]))
        else:
            yield from (Paragraph(line) for line in cells.replace(_ROW_STARTS, "").splitlines())
    if rows:
        yield Table(tuple(rows))

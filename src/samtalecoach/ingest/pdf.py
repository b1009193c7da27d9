"""PDF files with text in them."""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.document import MAX_TEXT, Block, Paragraph, read_document
from samtalecoach.ingest.labels import find_label
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words, without_bullet
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.times import leading_stamp

__all__ = ["read_pdf"]

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it can mend is no concern of the user's

_MARK = b"%PDF-"
_END = b"%%EOF"
_END_WITHIN = 100_000
_OPENING = 1024
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,300}?/L\s+(\d{1,12})")
_SECONDS = 6.0  # for all pages together: judgement, a transcript of four hours takes about three
_MOST_UNPACKED = 20_000_000
_MOST_OPERATIONS = 500_000  # on a page, with what they are given
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\uf0b7": "•",
        "\uf0a7": "•",
        "\uf0d8": "•",
    }
)
_SPACE = re.compile(r"[ \t\xa0]+")
_DIGITS = re.compile(r"\d+")
_WIDTH = 60  # characters; narrower texts have no lines that are full
_FULL = 0.85  # of the width: a line that the next word would have filled to this was broken by the page's edge
_APART = 1.35  # times the usual distance of lines: a new paragraph
_EDGE_LINES = 3
_RUNNING = 0.4  # share of the pages on which a header stands
_SENTENCE_ENDS = (".", "!", "?", ":", ";", "…")


@dataclass(slots=True)
class _Line:
    """A line on a page: its text, and how high it stands."""

    text: str
    height: float | None = None


@dataclass
class _Page:
    """The lines of a page, gathered from the pieces that the library finds."""

    lines: list[_Line] = field(default_factory=lambda: [_Line("")])

    def take(self, text: str, height: float) -> None:
        """Add a piece of text; the library puts the ends of lines into the pieces."""
        for at, part in enumerate(text.split("\n")):
            if at:
                self.lines.append(_Line(""))
            line = self.lines[-1]
            if part.strip() and line.height is None:
                line.height = height
            line.text += part

    def filled(self) -> list[_Line]:
        """The lines with something on them."""
        return [
            _Line(text, line.height)
            for line in self.lines
            if (text := _SPACE.sub(" ", line.text.translate(_LIGATURES)).strip())
        ]


def read_pdf(source: Source) -> Conversation | None:
    """The conversation in a PDF; None where the source is none.

    Lines that the page's edge broke are put together; running headers, footers and page numbers are listed as left out. Raises
    SamtalecoachError for a file that is damaged, encrypted, scanned (without text) or too large to be read in reasonable time.
    """
    content = source.content
    if not isinstance(content, bytes) or _MARK not in content[:_OPENING]:
        return None
    if not content[:_OPENING].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(_MARK):
        return None
    linearized = _LINEARIZED.search(content[:_OPENING])
    if _END not in content[-_END_WITHIN:] or (linearized is not None and len(content) < int(linearized[1])):
        raise _damaged(source)
    with apply_configuration(
        zlib_maximum_output_length=_MOST_UNPACKED,
        lzw_maximum_output_length=_MOST_UNPACKED,
        run_length_maximum_output_length=_MOST_UNPACKED,
        stream_parsing_work_maximum_count=_MOST_OPERATIONS,
    ):
        pages, title, images = _read(source, content)
    words = all_words()
    if not any(has_words(line.text) for page in pages for line in page):
        if not images:
            return read_document(source, [])  # says that it is empty
        raise SamtalecoachError(
            f"{source.where} indeholder ingen tekst, kun billeder af den; "
            "kør den gennem tekstgenkendelse (OCR), eller gem samtalen som .txt."
        )
    silent = [f"(side {at}: billede uden tekst)" for at, page in enumerate(pages, 1) if not page and at in images]
    kept, running = _without_running(pages, words)
    return read_document(source, list(_paragraphs(kept, words)), title=title, omitted=[*running, *silent])


def _read(source: Source, content: bytes) -> tuple[list[list[_Line]], str | None, set[int]]:
    """The lines of every page, the title, and the numbers of the pages with pictures."""
    deadline = time.monotonic() + _SECONDS
    size = 0
    images: set[int] = set()
    pages: list[list[_Line]] = []
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted(source)
        title = reader.metadata.title if reader.metadata else None
        for number, page in enumerate(reader.pages, 1):
            found = _Page()

            def visit(text: str, cm: Any, tm: Any, font: Any, size_of_font: Any, found: _Page = found) -> None:
                nonlocal size
                size += len(text)
                if time.monotonic() > deadline or size > MAX_TEXT:
                    raise _too_large(source)
                found.take(text, tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

            page.extract_text(visitor_text=visit)
            pages.append(found.filled())
            if not pages[-1] and "/XObject" in page.get("/Resources", {}).get_object():
                images.add(number)
            if time.monotonic() > deadline:
                raise _too_large(source)
    except SamtalecoachError:
        raise
    except LimitReachedError as error:
        raise _too_large(source) from error
    except Exception as error:  # the library raises whatever it stumbles over
        raise _damaged(source) from error
    return pages, title if isinstance(title, str) else None, images


def _damaged(source: Source) -> SamtalecoachError:
    return SamtalecoachError(f"{source.where} er beskadiget eller ikke hentet helt ned; hent eller eksportér den igen.")


def _encrypted(source: Source) -> SamtalecoachError:
    return SamtalecoachError(
        f"{source.where} er beskyttet med en adgangskode; gem den uden adgangskode (fx med Udskriv → Gem som PDF) og prøv igen."
    )


def _too_large(source: Source) -> SamtalecoachError:
    return SamtalecoachError(f"{source.where} er for stor til at blive læst; gem samtalen som .txt og prøv igen.")


def _without_running(pages: Sequence[Sequence[_Line]], words: Words) -> tuple[list[list[_Line]], list[str]]:
    """The pages without the lines that head or foot them, and these lines."""
    left = [list(page) for page in pages]
    removed: list[str] = []
    for edge in (0, -1):
        for _ in range(_EDGE_LINES):
            inner = Counter(_key(line) for page in left for line in (page[1:] if edge == 0 else page[:-1]))
            edges = Counter(_key(page[edge]) for page in left if page)
            running = {key for key, count in edges.items() if _is_running(key, count, len(left), inner, words)}
            found = False
            for number, page in enumerate(left, 1):
                if page and (_key(page[edge]) in running or _is_page_number(page[edge].text, number, words)):
                    removed.append(page.pop(edge).text)
                    found = True
            if not found:
                break
    return left, removed


def _key(line: _Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _is_running(key: str, count: int, pages: int, inner: Counter[str], words: Words) -> bool:
    """Whether a line stands at the edge of so many pages, and nowhere else, that it belongs to the page and not to the text."""
    if count < max(2, _RUNNING * pages) or key in inner:
        return False
    stamp, rest = leading_stamp(key.replace("#", "0"))
    if stamp is not None and not rest:
        return False
    return pages > 2 or find_label(key, words) is None


def _is_page_number(text: str, number: int, words: Words) -> bool:
    """Whether the line is "Side 3 af 7", "3/7", "- 3 -", or the number of the page."""
    tokens = [token for token in re.split(r"[\s/|.–—-]+", text.casefold()) if token]
    numbers = [token for token in tokens if token.isdecimal()]
    if not 1 <= len(numbers) <= 2 or not all(token in numbers or token in words.page_words for token in tokens):
        return False
    return len(tokens) > len(numbers) or numbers[0] == str(number)


def _paragraphs(pages: Sequence[Sequence[_Line]], words: Words) -> Iterator[Block]:
    """The lines, with those that the page broke put together, and an empty one where the page leaves a distance."""
    usual = _usual_distance(pages)
    width = max((len(line.text) for page in pages for line in page), default=0)
    open_line = ""
    for page in pages:
        above: _Line | None = None
        for line in page:
            apart = above is not None and _distance(above, line) > usual * _APART > 0
            if open_line and not apart and _goes_on(open_line, (above or line).text, line.text, width, words):
                open_line = _joined(open_line, line.text)
            else:
                if open_line:
                    yield Paragraph(open_line)
                if apart:
                    yield Paragraph("")
                open_line = line.text
            above = line
    if open_line:
        yield Paragraph(open_line)


def _usual_distance(pages: Sequence[Sequence[_Line]]) -> float:
    """The least distance between lines that is common: that of lines in one paragraph."""
    distances = Counter(
        round(distance) for page in pages for above, line in pairwise(page) if (distance := _distance(above, line)) > 1
    )
    common = [distance for distance, count in distances.items() if count >= max(2, 0.05 * distances.total())]
    return min(common, default=0.0)


def _distance(above: _Line, line: _Line) -> float:
    return above.height - line.height if above.height is not None and line.height is not None else 0.0


def _goes_on(whole: str, above: str, text: str, width: int, words: Words) -> bool:
    """Whether the line goes on with the paragraph above it, whose last line was full."""
    first = text.split(" ", 1)[0]
    if width < _WIDTH or len(above) + 1 + len(first) < _FULL * width or without_bullet(text) != text:
        return False
    if not text[0].islower() and (whole.endswith(_SENTENCE_ENDS) or leading_stamp(text)[0] is not None):
        return False
    label = find_label(text, words)
    return label is None or not label.colon


def _joined(whole: str, text: str) -> str:
    if whole.endswith("\xad"):
        return whole[:-1] + text
    if whole.endswith("-") and text[0].islower() and whole[-4:-1].isalpha() and whole[-2].islower():
        return whole[:-1] + text
    return f"{whole} {text}"

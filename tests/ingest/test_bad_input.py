"""Files that are broken, locked, empty, oversized or made to do harm: one clear sentence each, in bounded time and memory."""

from __future__ import annotations

import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from containers import DIALOGUE, TURNS, docx_of, odt_of, part, pdf_of, replaced, rtf_of, saved, xlsx_of, zip_of
from docx import Document
from fpdf import FPDF
from PIL import Image
from properties import refused
from pypdf import PdfReader, PdfWriter

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import pdf as pdf_reader
from samtalecoach.ingest import read_conversation
from samtalecoach.ingest.archive import read_archive
from samtalecoach.ingest.html import read_html
from samtalecoach.ingest.opendocument import read_opendocument
from samtalecoach.ingest.pdf import read_pdf
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.rtf import read_rtf
from samtalecoach.ingest.word import read_word
from samtalecoach.ingest.workbook import read_workbook

DOCX, ODT, PDF, RTF = docx_of(DIALOGUE), odt_of(DIALOGUE), pdf_of(DIALOGUE), rtf_of(DIALOGUE)
XLSX, ZIP = xlsx_of([("Taler", "Tekst"), *TURNS]), zip_of({"a.txt": "\n".join(DIALOGUE)})
FILES = {"docx": DOCX, "odt": ODT, "pdf": PDF, "xlsx": XLSX, "zip": ZIP, "rtf": RTF}
MAIN = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/worksheets/sheet1.xml", "zip": "a.txt"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MEGABYTE = 1_000_000


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_truncated(ending: str, share: float) -> None:
    data = FILES[ending]
    assert "beskadiget" in refused(data[: int(len(data) * share)], f"samtale.{ending}")


@pytest.mark.parametrize("ending", ["docx", "odt", "xlsx"])
@pytest.mark.parametrize("content", [b"", b"<a>", b"\x00\xff", b"<?xml version='1.0'?><a/>"])
def test_broken_inside(ending: str, content: bytes) -> None:
    assert refused(replaced(FILES[ending], {MAIN[ending]: content}), f"samtale.{ending}")


@pytest.mark.parametrize(
    ("ending", "missing"), [("docx", "_rels/.rels"), ("docx", MAIN["docx"]), ("xlsx", "xl/workbook.xml")]
)
def test_parts_that_are_missing(ending: str, missing: str) -> None:
    with ZipFile(BytesIO(FILES[ending])) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert "beskadiget" in refused(zip_of({name: content for name, content in files.items() if name != missing}))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("EncryptedPackage", "adgangskode"),
        ("WordDocument", r".doc\)"),
        ("Workbook", r".xls\)"),
        ("__substg1.0_", r".msg\)"),
        ("PowerPoint Document", "gammelt Office-format"),
    ],
)
def test_office_documents_of_old_and_encrypted_ones(content: str, problem: str) -> None:
    with pytest.raises(SamtalecoachError, match=problem):
        read_conversation(OLE + content.encode("utf-16-le"), "samtale.docx")


def test_encrypted_packages() -> None:
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    assert "adgangskode" in refused(replaced(ODT, {"META-INF/manifest.xml": manifest.encode()}), "samtale.odt")
    locked = bytearray(ZIP)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    assert "adgangskode" in refused(bytes(locked), "samtale.zip")


@pytest.mark.parametrize("user", ["hemmelig", ""])
@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_encrypted_pdf(user: str, algorithm: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(PDF)))
    writer.encrypt(user, "ejer", algorithm=algorithm)
    stream = BytesIO()
    writer.write(stream)
    if user:
        assert "adgangskode" in refused(stream.getvalue(), "samtale.pdf")
    else:  # only printing and copying is forbidden
        assert len(read_conversation(stream.getvalue()).turns) == 3


def pictures() -> tuple[bytes, bytes]:
    """A Word document and a PDF with a picture and no text."""
    picture = BytesIO()
    Image.new("L", (40, 30), 200).save(picture, "PNG")
    document = Document()
    document.add_picture(picture)
    pages = FPDF()
    pages.add_page()
    pages.image(picture, 10, 10, 50)
    return saved(document), bytes(pages.output())


def test_pictures_only() -> None:
    document, scanned = pictures()
    assert "kun billeder" in refused(document, "samtale.docx")
    assert "OCR" in refused(scanned, "samtale.pdf")


def test_a_page_without_text_is_told() -> None:
    pages = FPDF()
    pages.set_font("Helvetica", size=11)
    pages.add_page()
    pages.multi_cell(0, 6, "\n".join(DIALOGUE))
    pages.add_page()
    pages.image(Image.new("L", (40, 30), 200), 10, 10, 50)
    assert read_conversation(bytes(pages.output())).omitted == ("(side 2: billede uden tekst)",)


EMPTY = {
    "docx": docx_of([]),
    "odt": odt_of([]),
    "pdf": pdf_of([]),
    "rtf": rtf_of([]),
    "xlsx": xlsx_of([]),
    "zip": zip_of({}),
    "html": b"<html><body><script>x</script></body></html>",
}


@pytest.mark.parametrize("ending", EMPTY)
def test_empty(ending: str) -> None:
    assert any(word in refused(EMPTY[ending], f"samtale.{ending}") for word in ("ingen tekst", "ingen samtale"))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "billede"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "billede"),
        (b"ID3\x04" + bytes(50), "lyd"),
        (b"\x00\x00\x00\x1cftypM4A " + bytes(50), "lyd"),
        (b"RIFF\x00\x00\x00\x00WAVE" + bytes(50), "lyd"),
        (b"OggS" + bytes(50), "lyd"),
        (b"Rar!\x1a\x07" + bytes(50), "pak"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "pak"),
        (b"\x1f\x8b\x08" + bytes(50), "pak"),
        (bytes(1000), "nul-tegn"),
        (bytes(range(256)) * 4, "ikke tekst"),
        (b"MZ\x90\x00" + bytes(range(256)), "ikke tekst"),
    ],
)
def test_files_of_other_kinds(data: bytes, problem: str) -> None:
    assert problem in refused(data, "samtale.txt")


def test_half_characters() -> None:
    text = "Mette: Hej Lars\nLars: Hej \udc00\nMette: \ud83d\ude00"
    for data in (
        rtf_of(DIALOGUE).replace(b"Mette", rb"\u-10179?Mette"),
        text.encode("utf-8", "surrogatepass"),
        text.encode("utf-16", "surrogatepass"),
    ):
        conversation = read_conversation(data)
        assert conversation.turns
        conversation.to_json().encode()


def bomb(base: bytes, name: str, *, lying: bool) -> bytes:
    """The package with one file of 250 MB of zeros in it, which may declare to be small."""
    size = 250 * MEGABYTE
    stream = BytesIO()
    with ZipFile(BytesIO(base)) as old, ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for other in old.namelist():
            if other != name:
                archive.writestr(other, old.read(other))
        with archive.open(name, "w") as file:
            for _ in range(250):
                file.write(bytes(MEGABYTE))
    data = stream.getvalue()
    return data.replace(struct.pack("<I", size), struct.pack("<I", 1000)) if lying else data


@pytest.mark.parametrize("ending", ["docx", "zip"])
@pytest.mark.parametrize("lying", [False, True])
def test_what_unpacks_to_far_too_much(ending: str, lying: bool) -> None:
    data = bomb(FILES[ending], MAIN[ending], lying=lying)
    started = time.monotonic()
    assert ("beskadiget" if lying else "200 MB") in refused(data, f"samtale.{ending}")
    assert time.monotonic() - started < 2


def test_overlapping_entries_are_counted() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", bytes(5 * MEGABYTE))
        first = archive.getinfo("0.txt")
        for number in range(1, 60):
            again = type(first)(f"{number}.txt")
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.compress_size, again.file_size, again.compress_type = (
                first.compress_size,
                first.file_size,
                ZIP_DEFLATED,
            )
            archive.filelist.append(again)
    assert "200 MB" in refused(stream.getvalue(), "samtale.zip")


def test_too_many_entries() -> None:
    assert "for mange filer" in refused(ZIP[:-22] + b"PK\x01\x02" * 20_000 + ZIP[-22:], "samtale.zip")


ENTITIES = {
    "laughs": "".join([*("<!ENTITY a0 'ha'>",), *(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))]),
    "outside": "<!ENTITY a9 SYSTEM 'file:///etc/hostname'>",
    "parameter": "<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x.dtd'> %p; <!ENTITY a9 'x'>",
}


@pytest.mark.parametrize("ending", ["docx", "odt", "xlsx"])
@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_resolved(ending: str, entity: str, encoding: str) -> None:
    xml = part(FILES[ending], MAIN[ending])
    xml = xml[xml.index("?>") + 2 :] if xml.startswith("<?xml") else xml
    marked = xml.replace("Mette: Hej", "Mette: &a9; Hej").replace("<v>0</v>", "<v>&a9;</v>")
    attack = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE x [{ENTITIES[entity]}]>{marked}"
    sentence = refused(replaced(FILES[ending], {MAIN[ending]: attack.encode(encoding)}), f"samtale.{ending}")
    assert "XML-koder" in sentence


def stuffed(ending: str, at: str, stuffing: str) -> bytes:
    """A document with something put in, in front of a tag."""
    xml = part(FILES[ending], MAIN[ending])
    return replaced(FILES[ending], {MAIN[ending]: xml.replace(at, stuffing + at, 1).encode()})


def pdf_with(stream: bytes) -> bytes:
    """A PDF of one page with the content stream."""
    packed = zlib.compress(stream)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(data),
    )


OVERSIZED: dict[str, Callable[[], bytes]] = {
    "many paragraphs": lambda: stuffed("docx", "<w:p>", "<w:p/>" * 150_000),
    "many runs": lambda: stuffed("docx", "<w:r>", "<w:r/>" * 2_100_000),
    "deep controls": lambda: stuffed("docx", "<w:p>", "<w:sdt>" * 5000 + "</w:sdt>" * 5000),
    "long text": lambda: docx_of(["hej " * 1_300_000]),
    "many elements": lambda: stuffed("odt", "<text:p>", "<text:p/>" * 300_000),
    "deep sections": lambda: stuffed("odt", "<text:p>", "<text:section>" * 5000 + "</text:section>" * 5000),
    "many cells": lambda: stuffed("xlsx", "<row", f"<row>{'<c/>' * 1_000_001}</row>"),
    "many tags": lambda: b"<html>" + b"<b>" * 260_000 + b"x",
    "large page": lambda: b"<html><p>" + b"hej " * 3 * MEGABYTE,
    "large rich text": lambda: b"{\\rtf1 " + b"hej " * 3 * MEGABYTE + b"}",
    "many groups": lambda: b"{\\rtf1 " + b"{}" * 2_100_000 + b"}",
    "unpacked stream": lambda: pdf_with(bytes(30 * MEGABYTE)),
    "large table": lambda: ("taler;tekst\n" + "Mette;hej med dig\n" * 600_000).encode(),
}


@pytest.mark.parametrize("kind", OVERSIZED)
def test_oversized(kind: str) -> None:
    data = OVERSIZED[kind]()
    started = time.process_time()
    sentence = refused(data, "samtale.bin")
    assert time.process_time() - started < 10
    assert any(words in sentence for words in ("for stor", "mere tekst", "mere end", "beskadiget")), sentence


@pytest.mark.parametrize(
    "read", [read_html, read_rtf, read_pdf, read_word, read_opendocument, read_workbook, read_archive]
)
def test_other_content_is_told_at_once(read: Callable[[Source], object]) -> None:
    text = ("Mette: " + "hej " * 20 + "\n") * 50_000
    started = time.process_time()
    assert read(Source(text.encode())) is None
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(("limit", "least"), [("_SECONDS", 0.0), ("_MOST_OPERATIONS", 20), ("_MOST_UNPACKED", 100)])
def test_pdf_takes_no_more_than_it_may(limit: str, least: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, limit, least)
    assert "for stor" in refused(PDF, "samtale.pdf")


def test_memory_stays_bounded() -> None:
    """A large document, and one that unpacks to more than it says, in a process that may take 600 MB."""
    script = """
import resource
resource.setrlimit(resource.RLIMIT_DATA, (600 << 20, 600 << 20))
import test_bad_input as bad
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation
assert len(read_conversation(bad.stuffed("docx", "<w:r>", "<w:r a='b'/>" * 600_000)).turns) == 3
try:
    read_conversation(bad.bomb(bad.DOCX, "word/document.xml", lying=True))
except SamtalecoachError:
    print("done")
"""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux limits a process in this way")
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=__file__.rpartition("/")[0],
        timeout=120,
        check=False,
    )
    assert run.stdout.strip() == "done", run.stderr[-1000:]

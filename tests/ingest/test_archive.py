"""ZIP archives of conversations."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
from containers import DIALOGUE, docx_of, xlsx_of, zip_of

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_conversation, read_conversations
from samtalecoach.ingest.unpacked import entry_name

TEXT = "\n".join(DIALOGUE)
OTHER = "Ole: Hej Ida\nIda: Hej Ole\n"
MEDIA: Mapping[str, str | bytes] = {
    "__MACOSX/._kaffe.txt": b"\x00\x05\x16\x07",
    "IMG-1.jpg": b"\xff\xd8\xff",
    ".DS_Store": b"x",
    "mappe/": b"",
    "Thumbs.db": b"x",
    "lyd.opus": b"OggS",
}


def test_one_conversation_beside_media() -> None:
    conversation = read_conversation(zip_of({**MEDIA, "mappe/kaffe.txt": TEXT}), "arkiv.zip", me="lars")
    assert (conversation.source, conversation.me, len(conversation.turns)) == ("arkiv.zip/mappe/kaffe.txt", "Lars", 3)
    assert read_conversation(zip_of({"kaffe.txt": TEXT})).source == "kaffe.txt"


@pytest.mark.parametrize(("inner", "outer"), [("2026-03-11 kaffe.txt", "a.zip"), ("kaffe.txt", "2026-03-11.zip")])
def test_the_date_in_a_name(inner: str, outer: str) -> None:
    assert str(read_conversation(zip_of({inner: TEXT}), outer).date) == "2026-03-11"


def test_a_chat_with_what_was_attached_to_it() -> None:
    chat = "[11.03.2026, 10.30.45] Mette: Hej\n[11.03.2026, 10.31.45] Lars: \u200e<vedhæftet: 01-Plan.docx>\n"
    conversation = read_conversation(zip_of({"_chat.txt": chat, "01-Plan.docx": docx_of(["En plan"])}), "WhatsApp.zip")
    assert (conversation.source, len(conversation.turns)) == ("WhatsApp.zip/_chat.txt", 1)


def test_several_conversations() -> None:
    data = zip_of(
        {**MEDIA, "b.txt": OTHER, "a.docx": docx_of(DIALOGUE), "c.xlsx": xlsx_of([("Taler", "Tekst"), ("Per", "Hej")])}
    )
    with pytest.raises(SamtalecoachError, match=r"flere filer \(b\.txt, a\.docx, c\.xlsx\)"):
        read_conversation(data, "arkiv.zip")
    found = list(read_conversations(data, "arkiv.zip"))
    assert [(one.source, one.participants) for one in found] == [
        ("arkiv.zip/a.docx", ("Mette", "Lars")),
        ("arkiv.zip/b.txt", ("Ole", "Ida")),
        ("arkiv.zip/c.xlsx", ("Per",)),
    ]
    with pytest.raises(SamtalecoachError, match="og 12 til"):
        read_conversation(zip_of({f"{number}.txt": TEXT for number in range(20)}))


def test_what_cannot_be_read_is_told_behind_the_others() -> None:
    files: Mapping[str, str | bytes] = {
        "a.txt": TEXT,
        "b.png.txt": b"\x89PNG\r\n",
        "c.zip": zip_of({"d.txt": TEXT}),
        "e.txt": OTHER,
    }
    found: list[Conversation] = []
    with pytest.raises(SamtalecoachError, match=r"arkiv\.zip/b\.png\.txt.*arkiv\.zip/c\.zip.*arkiv i et arkiv"):
        found.extend(read_conversations(zip_of(files), "arkiv.zip", date="2026-03-11"))
    assert [(one.source, str(one.date)) for one in found] == [
        ("arkiv.zip/a.txt", "2026-03-11"),
        ("arkiv.zip/e.txt", "2026-03-11"),
    ]


def test_any_other_file_is_one_conversation(tmp_path: Path) -> None:
    for name, content in (("a.txt", TEXT.encode()), ("b.docx", docx_of(DIALOGUE)), ("c.zip", zip_of({"a.txt": TEXT}))):
        path = tmp_path / name
        path.write_bytes(content)
        assert [len(one.turns) for one in read_conversations(path)] == [3]
        assert [len(one.turns) for one in read_conversations(content, name)] == [3]
    with pytest.raises(SamtalecoachError, match="findes ikke"):
        list(read_conversations(tmp_path / "ingen.zip"))
    assert [one.source for one in read_conversations(tmp_path / "c.zip")] == ["c.zip/a.txt"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "ingen samtale"),
        (MEDIA, "ingen samtale"),
        ({"tom.txt": ""}, "ingen samtale"),
        ({"indre.zip": zip_of({"a.txt": TEXT})}, "'indre.zip' er et arkiv i et arkiv"),
        ({"tom.txt": " \n"}, "'tom.txt' er tom"),
        ({"META-INF/MANIFEST.MF": "x", "a.class": "x"}, "af en slags"),
        ({"Index/Document.iwa": "x", "preview.jpg": "x"}, "af en slags"),
        ({"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": "<a/>"}, "af en slags"),
        (
            {
                "[Content_Types].xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
            },
            "af en slags",
        ),
    ],
)
def test_archives_without_a_conversation(files: Mapping[str, str | bytes], problem: str) -> None:
    for read in (read_conversation, lambda data: list(read_conversations(data))):
        with pytest.raises(SamtalecoachError, match=problem):
            read(zip_of(files))


def test_names_lead_nowhere() -> None:
    names = ["../../etc/passwd.txt", "C:\\Windows\\..\\kaffe.txt", "/rod/./kaffe.txt"]
    shown = [read_conversation(zip_of({name: TEXT}), "a.zip").source for name in names]
    assert shown == ["a.zip/etc/passwd.txt", "a.zip/C:/Windows/kaffe.txt", "a.zip/rod/kaffe.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp850"])
def test_danish_names_without_the_mark_of_utf8(encoding: str) -> None:
    assert entry_name(ZipInfo("møde å.txt".encode(encoding).decode("cp437"))) == "møde å.txt"


def test_an_archive_that_is_packed_in_another_way() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_BZIP2) as archive:
        archive.writestr("a.txt", TEXT)
    with pytest.raises(SamtalecoachError, match="almindelig ZIP"):
        read_conversation(stream.getvalue())

"""Mails as files: .eml and .mbox."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.utils import format_datetime

import properties
import pytest
import samples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import said_at

from samtalecoach.ingest import read_conversation, read_text
from samtalecoach.ingest.email_file import read_email_file
from samtalecoach.ingest.registry import Source

CASES = samples.cases("email_file")
MARKS = [
    b"\r\n\r\n", b"\r\n", b"From: ", b"Content-Type: multipart/mixed; boundary=\"x\"\r\n", b"Content-Type: message/rfc822\r\n", b"Content-Transfer-Encoding: base64\r\n", b"--x\r\n", b"--x--\r\n",
    b"Content-Type: text/html; charset=utf-16\r\n", b"=?utf-8?q?=C3=B8?=", b"=?", b"\xf8\x00\xff", b"From x Mon Jan 15 08:00:00 2024\nFrom: a@b.dk\n", b"((((((((((", b"<", b";", b"\"", b"charset=", b"Date: Mon, 99 Foo 2024",
]  # fmt: skip
NAMES = ["Mette Holm", "Søren Åberg", "Ali Demir", "Holm, Mette (Ekstern)", "Zoë O'Neil"]


def mail(
    name: str, moment: datetime, text: str, *, encoding: str = "quoted-printable", html: bool = False
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f'"{name}" <{ord(name[0])}@eksempel.dk>'
    message["To"] = "alle@eksempel.dk"
    message["Subject"] = "Kaffe på tirsdag?"
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = "<1@eksempel.dk>"
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>\n")
    if html:
        message.set_content(f"<html><body><p>{escaped}</p></body></html>", subtype="html", cte=encoding)
    else:
        message.set_content(text, cte=encoding)
    return message


def damaged() -> st.SearchStrategy[bytes]:
    contents = [path.read_bytes() for path in CASES]

    @st.composite
    def mutated(draw: st.DrawFn) -> bytes:
        data = draw(st.sampled_from(contents))
        for _ in range(draw(st.integers(0, 4))):
            start, cut = draw(st.integers(0, len(data))), draw(st.integers(0, 80))
            data = data[:start] + draw(st.sampled_from(MARKS) | st.binary(max_size=5)) + data[start + cut :]
        return data[: draw(st.just(len(data)) | st.integers(1, len(data)))] or b"x"

    return mutated()


def test_the_source_of_a_mail_may_be_pasted() -> None:
    text = (samples.FORMATS / "email_file" / "gmail_dansk.eml").read_bytes().decode()
    assert read_text(text).participants == ("Søren Åberg", "Mette Holm")


@pytest.mark.parametrize(
    "content",
    [
        b"Mette: Hej\nLars: Goddag",
        b"From: Mette Holm\nSent: Monday, January 15, 2024 10:30 AM\nTo: Lars\nSubject: Kaffe\n\nHej",  # pasted
        b"%PDF-1.4 From: Message-ID: x",
        b"Subject: hej\n\nFrom: x\nMIME-Version: 1.0",
        b"\x00\xff\xfe",
    ],
)
def test_what_is_no_mail_file(content: bytes) -> None:
    assert read_email_file(Source(content)) is None


@pytest.mark.parametrize(
    ("head", "body", "problem"),
    [
        ("Content-Type: text/plain", "", "ingen tekst"),
        ("Content-Type: image/png", "aGVq", "ingen tekst"),
        ("Content-Type: text/plain", "-- \nMette Holm", "ingen tekst"),
        ('Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x', "--x\nContent-Type: application/octet-stream\n\nabc\n--x--", "krypteret"),
        ('Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"', "MIIB", "krypteret"),
        ('Content-Type: multipart/mixed; boundary="x"', "--y\nContent-Type: text/plain\n\nhej\n--y--", "beskadiget"),
        ("Content-Type: multipart/mixed; boundary=x", "--x\nContent-Type: text/plain\n\nhej\n" * 300 + "--x--", "for stor"),
        ("Content-Type: text/html", "<p>hej</p>" * 250_000, "for stor"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(head: str, body: str, problem: str) -> None:
    content = f"From: Mette Holm <m@eksempel.dk>\nMIME-Version: 1.0\n{head}\n\n{body}\n".encode()
    assert problem in properties.refused(content, "kaffe.eml")


def test_times_of_other_zones_are_told_in_that_of_denmark() -> None:
    moment = datetime(2024, 1, 15, 23, 30, tzinfo=UTC)
    quoted = "Ja\n\nDen 15. jan. 2024 kl. 23.30 skrev Lars Friis <l@eksempel.dk>:\n\n> Kaffe?\n"
    conversation = read_conversation(mail("Mette Holm", moment, quoted).as_bytes())
    assert [turn.start_s for turn in conversation.turns] == [0, 3600]  # 0.30 on the sixteenth, here
    mailbox = b"".join(
        b"From x Mon Jan 15 08:00:00 2024\n" + mail(name, there, "Hej").as_bytes() + b"\n\n"
        for name, there in (("Lars Friis", moment.astimezone(timezone(timedelta(hours=-8)))), ("Mette Holm", moment - timedelta(hours=1)))
    )  # fmt: skip
    assert said_at(read_conversation(mailbox)) == [("Mette Holm", "Hej", 0), ("Lars Friis", "Hej", 3600)]


def test_a_text_that_only_says_that_there_is_html_is_not_what_was_said() -> None:
    message = mail("Mette Holm", datetime(2024, 1, 15, tzinfo=UTC), "Your program shows no HTML.")
    message.add_alternative(f"<p>{'Kære Lars, tak for snakken om løn og ledelse. ' * 5}</p>", subtype="html")
    conversation = read_conversation(message.as_bytes())
    assert conversation.turns[0].text.startswith("Kære Lars")
    assert "Your program shows no HTML." in conversation.omitted


@pytest.mark.parametrize(
    "header",
    ["(" * 50_000, '"' * 50_000, "=?utf-8?q?" * 5_000, "<" * 50_000, "a, " * 20_000, ";" * 50_000, "a=b; " * 10_000],
)
@pytest.mark.parametrize("name", ["From", "Content-Type", "Subject", "Date"])
def test_headers_without_end_take_no_time(name: str, header: str) -> None:
    content = f"From: a@eksempel.dk\nMIME-Version: 1.0\n{name}: {header}\n\nHej med dig\n".encode()
    if name == "From":
        content = content.removeprefix(b"From: a@eksempel.dk\n")
    start = time.process_time()
    with properties.refusals():
        assert read_conversation(content).turns
    assert time.process_time() - start < 2


@settings(max_examples=150)
@given(damaged())
@example(b"From: " + b"(" * 3000 + b"\nMIME-Version: 1.0\n\nhej")
def test_nothing_else_is_raised(data: bytes) -> None:
    with properties.refusals():
        assert read_conversation(data, "mail.eml").turns


@given(
    st.sampled_from(["quoted-printable", "base64", "8bit"]),
    st.booleans(),
    st.datetimes(datetime(2024, 1, 13), datetime(2030, 3, 20), timezones=st.just(UTC)),
    properties.pieces(
        NAMES,
        properties.lines("Æbler = frugt.", ".", "From mandag er jeg her", "<b> & æ", "x" * 200),
        st.integers(1, 3000),
        most=4,
    ),
)
def test_a_mailbox_reads_back(encoding: str, html: bool, start: datetime, pieces: list[tuple[str, str, int]]) -> None:
    if start.month in (3, 10):
        start = start.replace(day=1)  # the mails have come before the clocks are changed
    mails = properties.sent(start, pieces)
    written = [
        mail(name, moment, text, encoding=encoding, html=html).as_bytes().replace(b"\nFrom ", b"\n>From ")
        for name, text, moment in reversed(mails)
    ]
    conversation = read_email_file(
        Source(b"\n".join(b"From x Mon Jan 15 08:00:00 2024\n" + one + b"\n" for one in written))
    )
    assert conversation is not None
    assert said_at(conversation) == properties.since_the_first(mails)
    assert conversation.title == "Kaffe på tirsdag?"
    assert not properties.lost("\n".join(text for _, text, _ in mails), conversation)

"""Mails as files: ``.eml``, and ``.mbox`` with several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import EmailPolicy

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.chat_days import in_order
from samtalecoach.ingest.decode import clean, decode
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.mail_parts import Mail, conversation_of_mails, mails_in, person, when_of
from samtalecoach.ingest.registry import Source

__all__ = ["read_email_file"]

_MOST_TAGS = 400_000  # of HTML, that are parsed in reasonable time
_BEGINNING = 20_000
_HEADER = re.compile(r"([!-9;-~]{1,70}):")
_ENVELOPE = re.compile(rb"(?:\A|(?<=\n))From [^\r\n]{3,200}\d{4}[^\r\n]{0,20}\r?\n(?=[!-9;-~]{1,70}:)")
_QUOTED_ENVELOPE = re.compile(rb"^>(>*From )", re.MULTILINE)
_TECHNICAL = frozenset(
    {
        "message-id", "mime-version", "received", "content-type", "return-path", "delivered-to", "dkim-signature", "in-reply-to", "references",
        "x-mailer", "user-agent", "x-originating-ip", "arc-seal", "authentication-results", "thread-index", "x-mozilla-status", "x-gm-thrid",
    }
)  # fmt: skip
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_WIDE = ("utf-16", "utf-32", "utf16", "utf32")
_LONGEST_HEADER = 1000
_MOST_PARTS = 200
_MOST_MAILS = 5_000
_MOST_HTML = 10_000_000
_DEEPEST = 5
_LEAST_SHARE = (
    0.2  # of the words of the HTML that the text beside it must have, to be more than "Your program shows no HTML"
)
_FIRST_WORDS = 6  # by which a quotation is known again


class _Policy(EmailPolicy):
    """The modern policy, with headers of bounded length: the standard library takes quadratic time for long ones."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


class _TooLargeError(Exception):
    """More HTML, or more parts, than can be read in reasonable time."""


@dataclass(slots=True)
class _Budget:
    """How much HTML may still be parsed."""

    characters: int = _MOST_HTML
    tags: int = _MOST_TAGS

    def take(self, html: str) -> str:
        """The HTML, where it is not too much. Raises _TooLargeError."""
        self.characters -= len(html)
        self.tags -= html.count("<")
        if self.characters < 0 or self.tags < 0:
            raise _TooLargeError
        return html


@dataclass(slots=True)
class _Read:
    """A mail file read: the new mail first, then those quoted in it; its subject, and what is no part of what was said."""

    mails: list[Mail]
    subject: str
    left_out: list[str] = field(default_factory=list)
    encrypted: bool = False
    damaged: bool = False


def read_email_file(source: Source) -> Conversation | None:
    """The thread in a mail with its quotations, or in a mailbox, oldest first; None where the source is no mail.

    Signatures, disclaimers, the names of attachments, and what a mailbox repeats in quotations are left out. Raises
    SamtalecoachError where the mail holds no text, is encrypted, or is damaged beyond reading.
    """
    if not _is_mail(source.content):
        return None
    content = source.content if isinstance(source.content, bytes) else clean(source.content).encode()
    budget = _Budget()
    try:
        found = [_read(part, budget) for part in _apart(content)]
    except _TooLargeError as error:
        raise SamtalecoachError(
            f"{source.where} er for stor til at blive læst; gem kun den samtale, det drejer sig om, og prøv igen."
        ) from error
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise _damaged(source) from error
    order = in_order([read.mails[0].when for read in found])
    if order is not None:
        found = [found[at] for at in order]
    left_out = [line for read in found for line in read.left_out]
    mails = _without_repeats(found, left_out)
    conversation = conversation_of_mails(source, mails, subject=found[0].subject, omitted=left_out)
    if conversation is None:
        if any(read.damaged for read in found):
            raise _damaged(source)
        if any(read.encrypted for read in found):
            raise SamtalecoachError(f"{source.where} er krypteret; åbn den i dit mailprogram, og kopiér teksten ud.")
        raise SamtalecoachError(
            f"{source.where} indeholder ingen tekst (måske kun vedhæftede filer); vælg den mail, som samtalen står i."
        )
    return conversation


def _damaged(source: Source) -> SamtalecoachError:
    return SamtalecoachError(f"{source.where} er en beskadiget mail; gem den igen fra dit mailprogram.")


def _is_mail(content: bytes | str) -> bool:
    """Whether the content begins with the headers of a mail, and not with "Fra:" and "Til:" as they are pasted."""
    start = content[:_BEGINNING]
    text = start.decode("latin-1") if isinstance(start, bytes) else start
    lines = text.lstrip("\ufeffï»¿ \t\r\n").splitlines()
    if lines and lines[0].startswith("From "):
        del lines[0]
    names: set[str] = set()
    for line in lines:
        match = _HEADER.match(line)
        if match is None and not (names and line[:1] in (" ", "\t")):
            break
        if match is not None:
            names.add(match[1].casefold())
    return "from" in names and not names.isdisjoint(_TECHNICAL)


def _apart(content: bytes) -> list[bytes]:
    """The mails of a mailbox, or the one mail."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content.startswith(b"From "):
        return [content]
    parts = [part for part in _ENVELOPE.split(content) if part.strip()]
    if len(parts) > _MOST_MAILS:
        raise _TooLargeError
    return [_QUOTED_ENVELOPE.sub(rb"\1", part) for part in parts]


def _read(content: bytes, budget: _Budget) -> _Read:
    return _read_message(message_from_bytes(content, policy=_Policy()), budget, 0)


def _read_message(message: Message, budget: _Budget, depth: int) -> _Read:
    name, address = person(_header(message, "From"))
    found = _Read([], _header(message, "Subject"))
    recipients = [_header(message, label) for label in ("To", "Cc")]
    found.left_out.extend(" ".join(recipient.split()) for recipient in recipients if has_words(recipient))
    plain: list[str] = []
    pages: list[str] = []
    forwarded: list[Mail] = []
    for part in _parts(message, found):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, Message) and depth < _DEEPEST:
                read = _read_message(inner, budget, depth + 1)
                forwarded.extend(read.mails)
                found.left_out.extend([read.subject, *read.left_out])
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            (plain if kind == "text/plain" else pages).append(_text(part))
        elif part.get_filename():
            found.left_out.append(" ".join(clean(str(part.get_filename())).split()))
    lines = _lines(plain, pages, found, budget)
    mails, told = mails_in(lines)
    mails[0].sender, mails[0].address, mails[0].when = name, address, when_of(_header(message, "Date"))
    found.mails = [*mails, *forwarded]
    found.left_out.extend(told)
    return found


def _header(message: Message, name: str) -> str:
    """A header as text, whatever is wrong with it."""
    raw = next((str(value) for label, value in message.raw_items() if label.casefold() == name.casefold()), "")
    try:
        if not any("\udc80" <= character <= "\udcff" for character in raw):
            return clean(str(message[name] or ""))
        raw = decode(raw.encode("utf-8", "surrogateescape"))  # bytes outside ASCII, which no header may have
        return clean(str(make_header(decode_header(raw))))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
        return clean(raw)


def _parts(message: Message, found: _Read) -> Iterator[Message]:
    """The parts that hold something, without what stands inside forwarded mails."""
    stack: list[Message] = [message]
    for _ in range(_MOST_PARTS):
        if not stack:
            return
        part = stack.pop()
        kind = part.get_content_type()
        found.encrypted = found.encrypted or kind in _ENCRYPTED
        if part.is_multipart() and kind != "message/rfc822":
            children = part.get_payload()
            inner = [child for child in children if isinstance(child, Message)] if isinstance(children, list) else []
            stack.extend(reversed(inner))
        else:
            found.damaged = found.damaged or part.get_content_maintype() == "multipart"  # whose parts are not found
            yield part
    if stack:
        raise _TooLargeError


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text(part: Message) -> str:
    """The text of a part: programs often say that it is Windows-1252, or nothing, where it is UTF-8."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    charset = (part.get_content_charset() or "").casefold()
    for encoding in (charset, "utf-8") if charset.startswith(_WIDE) else ("utf-8", charset):
        try:
            return clean(payload.decode(encoding))
        except (UnicodeError, LookupError, ValueError):
            continue
    try:
        return clean(decode(payload))
    except SamtalecoachError:
        return clean(payload.decode("latin-1"))


def _lines(plain: Sequence[str], pages: Sequence[str], found: _Read, budget: _Budget) -> list[str]:
    """The lines of the mail: its text, or its HTML where the text is but a note that there is one."""
    lines = [line for text in plain for line in text.splitlines()]
    words = sum(len(line.split()) for line in lines)
    if words and words >= _LEAST_SHARE * sum(len(page.split()) for page in pages):
        return lines
    from samtalecoach.ingest.mail_html import html_lines  # its library takes long to load

    shown: list[str] = []
    hidden: list[str] = []
    for page in pages:
        told, unseen = html_lines(budget.take(page))
        shown.extend(clean(line) for line in told)
        hidden.extend(clean(line) for line in unseen)
    if words and words >= _LEAST_SHARE * sum(len(line.split()) for line in shown):
        return lines
    found.left_out.extend([*hidden, *(line for line in lines if line.strip())])
    return shown


def _without_repeats(found: Sequence[_Read], left_out: list[str]) -> list[Mail]:
    """The mails from the oldest to the newest, without quotations of mails that are there themselves."""
    known = {mark for read in found for mark in _marks(read.mails[0])}
    mails: list[Mail] = []
    for read in found:
        for mail in reversed(read.mails[1:]):
            marks = _marks(mail)
            if known.isdisjoint(marks):
                mails.append(mail)
            else:
                left_out.extend(line for line in (mail.sender or "", *mail.lines) if line)
            known.update(marks)
        mails.append(read.mails[0])
    return mails


def _marks(mail: Mail) -> list[tuple[str, object]]:
    """By what a mail is known again: its sender with the minute, and with the first words."""
    sender = (mail.sender or "").casefold().split(" ")[0]
    words: list[str] = []
    for line in mail.lines:
        words.extend(line.casefold().split())
        if len(words) >= _FIRST_WORDS:
            break
    marks: list[tuple[str, object]] = [(sender, tuple(words[:_FIRST_WORDS]))] if words else []
    if mail.when is not None:
        marks.append((sender, (mail.when.day, mail.when.second // 60)))
    return marks

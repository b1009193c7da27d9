"""The text of a mail → the mails in it: what is new, and what is quoted of earlier ones, without signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.chat_days import Day, When, seconds_apart, trailing_when
from samtalecoach.ingest.labels import Shape, name_shape
from samtalecoach.ingest.lexicon import Words, all_words
from samtalecoach.ingest.lines import has_words
from samtalecoach.ingest.registry import Source
from samtalecoach.ingest.transcript import Said, conversation_of

__all__ = ["Mail", "conversation_of_mails", "mails_in", "person", "signed_by", "when_of"]

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_AROUND_ADDRESS = re.compile(r"[<\[(]\s*(?:mailto:)?[^<>\[\]()\s]{1,200}@[^<>\[\]()\s]{1,200}[>\])]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
_ZONE = re.compile(r"(?:\s+\(?(?:CES?T|GMT|UTC|Z|[+-]\d{2}:?\d{2})\)?)+\s*\Z")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?(?![\w:.])", re.IGNORECASE)
_PICTURE = re.compile(r"\[(?:cid|image|billede|inline image|logo)\b[^\[\]]{0,200}\]", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"P\.?\s?S\b", re.IGNORECASE)
_LONGEST_LABEL = 30
_LONGEST_HEADER_LINES = 14
_LONGEST_ATTRIBUTION = 300
_SHORTEST_ATTRIBUTION = 8
_ATTRIBUTION_LINES = 3
_LONGEST_NAME = 100
_SCREEN_LINES = 4
_LONGEST_CLOSING = 60
_CLOSING_NAMES = 6
_SHORTEST_RULE = 10
_SHORT_MAIL = 6  # lines; a mail may be no more than its signature
_HERE = "Europe/Copenhagen"


@dataclass(slots=True)
class Mail:
    """A mail: who sent it, when, and the lines of its text, empty ones too."""

    sender: str | None
    when: When | None
    lines: list[str] = field(default_factory=list)
    address: str | None = None
    subject: str = ""
    printed: bool = False  # headed as in a print of a thread, which begins with its oldest mail


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a mail: how often it is quoted, and its text."""

    depth: int
    text: str


def mails_in(lines: Iterable[str]) -> tuple[list[Mail], list[str]]:
    """The mails in a text, and the lines that only tell of them; the first mail is what stands above all that is quoted.

    A line such as "Den 15. jan. 2024 kl. 10.30 skrev Mette Holm:" heads what is quoted below it, a block of "Fra:", "Sendt:", "Til:" and
    "Emne:" the rest of the text. What is quoted without a word on its sender is left out.
    """
    rows = [_row(line) for line in lines]
    words = all_words()
    mails = [Mail(None, None)]
    senders = {0: mails[0]}
    left_out: list[str] = []
    at = 0
    while at < len(rows):
        depth, text = rows[at].depth, rows[at].text
        found = _header_block(rows, at, words)
        quoted = None if found is not None else _attribution(rows, at, words)
        told = found or quoted
        if told is not None:
            mail, used = told
            left_out.append(" ".join(row.text for row in rows[at : at + used] if row.text))
            at += used
            below = _depth_from(rows, at) if quoted is not None else depth
            first = depth + (below > depth)
            senders = {level: sender for level, sender in senders.items() if level < first}
            senders.update((level, mail) for level in range(first, max(below, first) + 1))
            mails.append(mail)
            continue
        if depth in senders and not (text and _is_separator(text, words)):
            senders[depth].lines.append(text)
        elif text:
            left_out.append(text)
        at += 1
    return mails, left_out


def _row(line: str) -> _Row:
    depth = at = 0
    while at < len(line) and (line[at] == ">" or line[at].isspace()):
        depth += line[at] == ">"
        at += 1
    return _Row(depth, line[at:].rstrip())


def _depth_from(rows: Sequence[_Row], at: int) -> int:
    """How deep the first line with text is quoted from here on."""
    return next((row.depth for row in rows[at : at + _ATTRIBUTION_LINES] if row.text), 0)


def _is_separator(text: str, words: Words) -> bool:
    """ "-----Oprindelig meddelelse-----", "Videresendt meddelelse:", or a rule."""
    bare = text[:_LONGEST_ATTRIBUTION].strip("-_=*~ :\t")
    return bare.casefold() in words.mail_separators if bare else len(text) >= _SHORTEST_RULE


def _labelled(text: str, words: Words) -> tuple[str, str] | None:
    """The label and value of a line such as ``*Fra:* Mette Holm``; None where it is no line of a mail's head."""
    label, colon, _ = text[: _LONGEST_LABEL + 4].partition(":")
    folded = label.strip("*_ \t").casefold()
    if not colon or folded not in words.mail_labels:
        return None
    return folded, text[len(label) + 1 :].strip("*_ \t")


def _header_block(rows: Sequence[_Row], at: int, words: Words) -> tuple[Mail, int] | None:
    """The mail that a block of "Fra:", "Sendt:", "Til:", "Emne:" heads, and the number of its lines."""
    first = _labelled(rows[at].text, words)
    if first is None or first[0] not in words.mail_from:
        return _printed_head(rows, at, words) or _head_on_screen(rows, at, words)
    fields = {first[0]: first[1]}
    used, last = 1, first[1]
    for below, row in enumerate(rows[at + 1 : at + _LONGEST_HEADER_LINES], 1):
        found = _labelled(row.text, words) if row.depth == rows[at].depth else None
        if found is not None and found[0] not in fields:
            fields[found[0]], last, used = found[1], found[1], below + 1
        elif row.text and used == below and last.endswith((",", ";")):
            last, used = row.text, below + 1  # the recipients go on
        elif row.text or below > used:
            break
    subject = next((fields[label] for label in words.mail_subjects if label in fields), "")
    when = next((when_of(fields[label]) for label in words.mail_sent if label in fields), None)
    name, address = person(first[1])
    if when is None and (address is None or len(fields) < 2):
        return None  # the head of notes or of a transcript may have "Fra:", "Dato:" and "Emne:" as well
    return Mail(name, when, address=address, subject=subject), used


def _printed_head(rows: Sequence[_Row], at: int, words: Words) -> tuple[Mail, int] | None:
    """As Gmail prints it: ``Mette Holm <mette@…>  15. januar 2024 kl. 10.30``, and "Til:" below."""
    text = rows[at].text
    match = _AROUND_ADDRESS.search(text) if "@" in text and len(text) < _LONGEST_ATTRIBUTION else None
    if match is None or at + 1 >= len(rows):
        return None
    below = 1
    when = when_of(text[match.end() :])
    if when is None and not text[match.end() :].strip():
        when = when_of(rows[at + 1].text)
        below = 2
    to = _labelled(rows[at + below].text, words) if at + below < len(rows) else None
    if when is None or to is None or to[0] not in words.mail_to:
        return None
    name, address = person(text[: match.end()])
    return Mail(name, when, address=address, printed=True), below + 1


def _names_recipient(text: str, words: Words) -> bool:
    """Whether a line is "til mig", or "to me, Lars"."""
    label, space, who = text.partition(" ")
    return bool(space) and label.casefold() in words.mail_to and len(text) <= _LONGEST_NAME and who[-1:].isalpha()


def _head_on_screen(rows: Sequence[_Row], at: int, words: Words) -> tuple[Mail, int] | None:
    """As Gmail shows it: the name, the address that may stand with it or below it, the time, and "til mig" below."""
    told = [row.text for row in rows[at : at + _SCREEN_LINES] if row.depth == rows[at].depth]
    to = next((n for n, text in enumerate(told) if n and _names_recipient(text, words)), 0)
    if to < 2 or not all(told[:to]):
        return None
    when = when_of(_IN_BRACKETS.sub("", told[to - 1]).strip())
    sender = " ".join(told[: to - 1])
    if when is None or not _may_be_name(sender, Shape.NAME):
        return None
    name, address = person(sender)
    return Mail(name, when, address=address, printed=True), to + 1


def _attribution(rows: Sequence[_Row], at: int, words: Words) -> tuple[Mail, int] | None:
    """The mail that "Den 15. jan. 2024 kl. 10.30 skrev Mette Holm <mette@…>:" heads, also over up to three lines."""
    lines: list[str] = []
    for row in rows[at : at + _ATTRIBUTION_LINES]:
        if not row.text or row.depth != rows[at].depth or len(row.text) > _LONGEST_ATTRIBUTION:
            return None
        lines.append(row.text)
        if row.text.endswith(":"):
            break
    if not lines or not lines[-1].endswith(":") or len(lines[-1]) + len(lines) < _SHORTEST_ATTRIBUTION:
        return None
    told = _told(" ".join(lines)[:-1].strip(), words)
    if told is None:
        return None
    (name, address), when = told
    if when is None and _depth_from(rows, at + len(lines)) <= rows[at].depth:
        return None  # "Mette skrev:", and then something of one's own
    return Mail(name, when, address=address), len(lines)


def _told(text: str, words: Words) -> tuple[tuple[str | None, str | None], When | None] | None:
    """The sender and the time in the words before a quotation; None where they tell neither."""
    padded = f" {text} ".casefold()
    verb = next((verb for verb in _longest_first(words.mail_wrote) if f" {verb} " in padded), None)
    if verb is None:
        return None
    at = padded.index(f" {verb} ")
    before, after = text[:at].strip(" ,"), text[at + len(verb) :].strip(" ,")
    for name, time in ((after, before), (before, after)):
        when = when_of(_opened(time, words))
        if when is not None and _may_be_name(name):
            return person(name), when
    if after:
        return None
    clocks = list(_CLOCK.finditer(before))
    if clocks:  # "On Mon, Jan 15, 2024 at 10:30 AM Mette Holm <…>"
        clock = clocks[-1]
        when, name = when_of(_opened(before[: clock.end()], words)), before[clock.end() :].strip(" ,")
        return (person(name), when) if when is not None and _may_be_name(name) else None
    return (person(before), None) if _may_be_name(before, Shape.NAME) else None


def _opened(text: str, words: Words) -> str:
    """The text without "Den" or "On" before a date."""
    opening, _, rest = text.partition(" ")
    return rest if opening.casefold() in words.date_labels else text


def _may_be_name(text: str, least: Shape = Shape.WORD) -> bool:
    """Whether a sender is told: by an address, or by what looks like a name."""
    if len(text) > _LONGEST_NAME or not has_words(text):
        return False
    if _ADDRESS.search(text):
        return len(_AROUND_ADDRESS.sub("", text).split()) <= _CLOSING_NAMES
    last, comma, first = _IN_BRACKETS.sub("", text).strip("\"' ").partition(", ")
    return (name_shape(f"{first} {last}" if comma else last, all_words()) or Shape.ODD) >= least


def person(value: str) -> tuple[str | None, str | None]:
    """The name and the address in ``"Holm, Mette" <mette@…>``; where there is no name, the address stands for it."""
    found = _ADDRESS.search(value[:1000])
    address = found.group().casefold() if found is not None else None
    name = _AROUND_ADDRESS.sub(" ", value[:1000])
    name = " ".join(name.replace('"', " ").split()).strip("',;<>[] ")
    if address is not None and name.casefold() in ("", address):
        return address, address
    return name or None, address


def when_of(value: str | datetime) -> When | None:
    """The time in a mail's own date, or as written in a text. Times of other zones become those of Denmark."""
    moment = value if isinstance(value, datetime) else None
    if isinstance(value, str):
        text = _ZONE.sub("", value.strip(" ,\t")[:200])
        try:
            moment = parsedate_to_datetime(value.strip()) if text != value.strip(" ,\t") else None
        except (ValueError, TypeError, IndexError, OverflowError):
            moment = None
        if moment is None:
            found = trailing_when(text)
            return found[0] if found is not None and not found[1] and found[0].day is not None else None
    if moment is None:
        return None
    try:
        if moment.tzinfo is not None:
            moment = moment.astimezone(ZoneInfo(_HERE))
    except (ZoneInfoNotFoundError, OverflowError, ValueError):
        pass
    day = Day("date", (moment.year, moment.month, moment.day))
    return When(moment.hour * 3600 + moment.minute * 60 + moment.second, day)


def _plain_subject(subject: str) -> str:
    """The subject without "SV:" and "Re:" before it."""
    prefixes = all_words().mail_replies
    text = subject.strip()
    for _ in range(20):
        prefix, colon, rest = text.partition(":")
        if not colon or prefix.strip().casefold() not in prefixes:
            break
        text = rest.strip()
    return text


def conversation_of_mails(
    source: Source, mails: Sequence[Mail], *, subject: str, omitted: Sequence[str]
) -> Conversation | None:
    """The conversation that the mails make up, oldest first; None where nothing is said in them."""
    names = {
        mail.address: mail.sender for mail in mails if mail.address and mail.sender and mail.sender != mail.address
    }
    left_out = list(omitted)
    said: list[tuple[Mail, str]] = []
    for mail in mails:
        text, notices = _said(mail)
        left_out.extend(notices)
        if has_words(text):
            said.append((mail, text))
        else:
            left_out.extend(part for part in (mail.sender or "", text) if part)
    times, date = seconds_apart([mail.when for mail, _ in said])
    pieces = [
        Said(names.get(mail.sender or "", mail.sender), text, start)
        for (mail, text), start in zip(said, times, strict=True)
    ]
    title = _plain_subject(subject)
    if title != subject.strip():
        left_out.insert(0, subject.strip())
    return conversation_of(source, pieces, title=title or None, date=date, omitted=left_out, join=False)


def _said(mail: Mail) -> tuple[str, list[str]]:
    """What a mail says, and its signature, disclaimers and notices."""
    words = all_words()
    kept: list[str] = []
    left_out: list[str] = []
    closed = False
    short = sum(1 for line in mail.lines if line) <= _SHORT_MAIL
    for paragraph in _paragraphs(mail.lines):
        legal = _disclaimed_from(paragraph, words)
        postscript = False
        for line in paragraph[:legal]:
            closed = closed or (_closes(line, words) and (bool(kept) or short))
            postscript = postscript or (closed and _POSTSCRIPT.match(line) is not None)
            if (closed and not postscript) or _is_notice(line, words):
                left_out.append(line)
                continue
            pictures = _PICTURE.findall(line)
            left_out.extend(pictures)
            kept.append(_PICTURE.sub(" ", line) if pictures else line)
        left_out.extend(paragraph[legal:])
    if kept and _is_own_name(kept[-1], mail.sender):
        left_out.append(kept.pop())
    return "\n".join(kept), left_out


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line:
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def _closes(line: str, words: Words) -> bool:
    """Whether a signature begins here: "-- ", "Mvh", "Med venlig hilsen", "Hilsen Lars"."""
    if line.strip() in ("--", "__", "—"):
        return True
    if len(line) > _LONGEST_CLOSING:
        return False
    text = line.strip(" *_-–—")
    folded = text.casefold().strip(" ,.!/")
    if folded in words.mail_closings:
        return True
    if not folded.startswith(_longest_first(words.mail_closings)):
        return False
    opening = next((closing for closing in _longest_first(words.mail_closings) if _opens(folded, closing)), None)
    if opening is None:
        return False
    rest = text[len(opening) :].strip(" ,.!")
    return len(rest.split()) <= _CLOSING_NAMES and (rest[:1].isupper() or rest[:1] == "/")


def signed_by(mail: Mail, others: Iterable[Mail]) -> str | None:
    """The name below or behind "Venlig hilsen", or behind "/" in the last line; None where there is none.

    A word that may be something else than a name, and a last line without "/", count where one of the ``others`` has that name.
    """
    words = all_words()
    lines = [line for line in mail.lines if line and not _is_notice(line, words)]
    at = next((at for at, line in enumerate(lines) if _closes(line, words)), None)
    if at is not None:
        text = lines[at].strip(" *_-–—")
        folded = text.casefold()
        opening = next((closing for closing in _longest_first(words.mail_closings) if _opens(folded, closing)), "")
        signed = [text[len(opening) :] if opening else "", *lines[at + 1 : at + 2]]
    else:
        signed = lines[-1:]
    for line in signed:
        name = line.strip(" *_/,.!-–—")
        sure = name_shape(name, words) in (Shape.NAME, Shape.SURE) and (at is not None or line.startswith("/"))
        if name and (sure or any(_is_own_name(name, other.sender) for other in others)):
            return name
    return None


def _opens(folded: str, closing: str) -> bool:
    return folded.startswith(closing) and folded[len(closing) : len(closing) + 1] in (" ", ",", ".", "/", "!")


@cache
def _longest_first(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


def _is_notice(line: str, words: Words) -> bool:
    folded = line.casefold().strip(" *_[]<>")
    return folded.startswith(_longest_first(words.mail_notices))


def _disclaimed_from(paragraph: Sequence[str], words: Words) -> int:
    """The line from which on a paragraph is a legal or other standing notice; how many it has where it is none."""
    match = _any_of(words.mail_disclaimers).search(" ".join(paragraph).casefold())
    if match is None:
        return len(paragraph)
    behind = 0
    for at, line in enumerate(paragraph):
        behind += len(line.casefold()) + 1
        if match.start() < behind:
            return at
    return len(paragraph)


@cache
def _any_of(fragments: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _longest_first(fragments))))


def _is_own_name(line: str, sender: str | None) -> bool:
    """Whether the last line is the sender's name alone."""
    name = (sender or "").casefold()
    folded = line.casefold().strip(" /-–—.,")
    return bool(folded and name) and (folded == name or folded == name.split()[0])

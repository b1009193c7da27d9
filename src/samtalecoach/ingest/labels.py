"""One line → the label that may name its speaker. Whether it does is decided over the whole text, in ``speakers``."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from samtalecoach.ingest.lexicon import Words
from samtalecoach.ingest.times import Stamp, leading_stamp, trailing_stamp

__all__ = ["Label", "Shape", "find_label", "is_hinted", "name_shape", "unbold"]

_LONGEST_LABEL = 70
_MOST_WORDS = 4
_QUOTES = "\"'“”„«»’‘"
_WORD = re.compile(r"@?[^\W\d_][\w.'’\-]*\Z")
_NUMBER = re.compile(r"#?\d{1,3}\Z")
_SPOKEN_NUMBER = re.compile(r"([^\W\d_]+)[ _\-#]{0,2}(?:\d{1,3}|[^\W\d_])\Z")
_AFTER_NAME = re.compile(r"\s*[(\[]([^()\[\]]{1,40})[)\]]\Z")


class Shape(IntEnum):
    """How much a label looks like a name, from least to most."""

    ODD = 0  # a word with a number ("Vestergade 12")
    LOWER = 1  # in lower case ("mette")
    WORD = 2  # one capitalised word ("Torkild", but also "Vejret")
    NAME = 3  # several capitalised words
    SURE = 4  # a known given name, a title and a name, a part in the conversation, a name that the caller gave


@dataclass(frozen=True, slots=True)
class Label:
    """A possible speaker: the name as written, what is said after it, and what speaks for it."""

    name: str
    bare: str  # casefolded, without what stands in brackets or after a comma
    affiliation: str | None
    shape: Shape
    text: str
    colon: bool
    stamp: Stamp | None = None
    aside: str | None = None  # "(griner)" inside the label

    @property
    def capitalised(self) -> bool:
        """Whether the name begins as names do."""
        return not self.name[:1].islower()


def unbold(text: str) -> str:
    """The text without the Markdown marks around its beginning: ``**Mette:** hej`` → ``Mette: hej``."""
    for mark in ("***", "**", "__", "*"):
        if text.startswith(mark):
            end = text.find(mark, len(mark) + 1, _LONGEST_LABEL + 20)
            inner = text[len(mark) : end]
            return inner + text[end + len(mark) :] if end > 0 and not inner[:1].isspace() else text
    return text


def find_label(line: str, words: Words, hints: Collection[str] = ()) -> Label | None:
    """The label of a stripped line, or None. ``hints`` are casefolded names that are known to be speakers."""
    stamp, rest = leading_stamp(line)
    rest = unbold(rest)
    if stamp is None:
        stamp, rest = leading_stamp(rest)
        rest = unbold(rest)
    at = _colon(rest)
    if at is None:
        return _own_line(rest, stamp, words, hints)
    after = rest[at + 1 :]
    if after and not (after[0].isspace() or after[0].isalpha() or after[0] in _QUOTES):
        return None
    later, head = trailing_stamp(rest[:at])
    text = after.strip()
    if stamp is None and later is None:
        later, text = leading_stamp(text, bare=False)
    return _labelled(head, text, stamp or later, words, hints, colon=True)


def _own_line(rest: str, stamp: Stamp | None, words: Words, hints: Collection[str]) -> Label | None:
    if len(rest) > _LONGEST_LABEL:
        return None
    later, head = trailing_stamp(rest)
    return _labelled(head, "", stamp or later, words, hints, colon=False)


def _labelled(
    head: str, text: str, stamp: Stamp | None, words: Words, hints: Collection[str], *, colon: bool
) -> Label | None:
    name, affiliation, aside = _apart(head.strip())
    if name.strip().casefold() in words.date_labels:
        return None  # also where somebody says that they are called "Dato"
    shape = Shape.SURE if is_hinted(head.strip(), hints) else name_shape(name, words, hints)
    if shape is None:
        return None
    shown = (head if affiliation else name).strip().lstrip("@")
    return Label(shown, name.strip().lstrip("@").casefold(), affiliation, shape, text, colon, stamp, aside)


def _colon(text: str) -> int | None:
    """Where the first colon stands that is not inside a time, near the beginning of the text."""
    at = text.find(":", 0, _LONGEST_LABEL)
    while at > 0:
        if not (text[at - 1].isdecimal() and text[at + 1 : at + 2].isdecimal()):
            return at
        at = text.find(":", at + 1, _LONGEST_LABEL)
    return None


def _apart(head: str) -> tuple[str, str | None, str | None]:
    """Name, affiliation ("NNIT", "direktør") and stage direction of a label."""
    match = _AFTER_NAME.search(head)
    if match:
        inside = match.group(1).strip()
        directed = inside[:1].islower()
        return (
            head[: match.start()],
            None if directed else inside.casefold(),
            match.group().strip() if directed else None,
        )
    name, comma, role = head.partition(",")
    if comma and role.strip() and len(role.split()) <= _MOST_WORDS and role.strip()[0].isalpha():
        return name, role.strip().casefold(), None
    return head, None, None


def is_hinted(name: str, hints: Collection[str]) -> bool:
    """Whether the name is one of the known ones, or begins with one."""
    folded = name.casefold()
    return folded in hints or any(folded.startswith((f"{hint} ", f"{hint},")) for hint in hints)


def name_shape(name: str, words: Words, hints: Collection[str] = ()) -> Shape | None:
    """How much the text looks like a name; None where it cannot be one."""
    folded = name.casefold().strip(" .")
    if not folded or folded in words.interjections or _is_known_heading(folded, words):
        return None
    if len(folded) == 1 and name[:1].isupper():
        return Shape.WORD  # "A", "B", "I": letters for people
    if is_hinted(name.strip(), hints) or _numbered_role(folded, words):
        return Shape.SURE
    if folded in words.pronoun_speakers or folded in words.roles:
        return Shape.LOWER if name[:1].islower() else Shape.NAME if folded in words.roles else Shape.WORD
    tokens = name.split()
    if len(tokens) > 1 and tokens[0].casefold() in words.address_openings:
        return None  # "Kære Lars" is said to somebody
    title = 0
    while title < len(tokens) - 1 and tokens[title].casefold().rstrip(".") in words.titles:
        title += 1
    tokens = tokens[title:]
    if not 1 <= len(tokens) <= _MOST_WORDS or not _all_name_like(tokens, words):
        return None
    return _graded(tokens, bool(title), words)


def _is_known_heading(folded: str, words: Words) -> bool:
    """Whether the label is an ordinary one ("adresse") or an inflection of one ("adressen")."""
    if folded in words.not_speakers:
        return True
    stems = (folded.removesuffix(ending) for ending in words.inflections if folded.endswith(ending))
    return folded not in words.given_names and any(len(stem) > 3 and stem in words.not_speakers for stem in stems)


def _numbered_role(folded: str, words: Words) -> bool:
    match = _SPOKEN_NUMBER.match(folded)
    return match is not None and match.group(1) in words.roles


def _all_name_like(tokens: list[str], words: Words) -> bool:
    for at, token in enumerate(tokens):
        folded = token.casefold()
        stem = folded.rstrip(".")
        if at and (_NUMBER.match(token) or (folded in words.particles and at + 1 < len(tokens))):
            continue
        if 0 < at < len(tokens) - 1 and folded in words.joiners and tokens[0].casefold() in words.given_names:
            continue
        if not _WORD.match(token) or (token.endswith(".") and len(token) > 4):
            return False
        given = folded in words.given_names and token[0].isupper()
        if not given and (folded in words.function_words or (len(stem) > 1 and stem in words.function_words)):
            return False
        if not given and at in (0, len(tokens) - 1) and (stem in words.not_speakers or stem in words.weekdays):
            return False
    return True


def _joins(folded: str, words: Words) -> bool:
    return folded in words.particles or folded in words.joiners


def _graded(tokens: list[str], title: bool, words: Words) -> Shape | None:
    first = tokens[0].casefold()
    given = first in words.given_names
    named = [token for token in tokens if not _NUMBER.match(token) and not _joins(token.casefold(), words)]
    if any(token[0].islower() or token[0] == "@" for token in named):
        return Shape.LOWER if given or len(tokens) == 1 else None
    if len(named) < len(tokens) and _NUMBER.match(tokens[-1]) and not given:
        return Shape.ODD
    month = any(first in spellings for spellings in words.months)
    if title or (given and not (month and len(named) == 1)):
        return Shape.SURE
    return Shape.NAME if len(named) > 1 else Shape.WORD

"""Speakers under several spellings → one participant each; and the names that a user gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.lexicon import Words, all_words

__all__ = ["named", "same_people", "united"]

_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_BETWEEN = re.compile(r"\s+[|/–—-]\s+")  # "Mette Holm | Vestas", "Mette Holm - Vestas"
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as written, and what of it tells who is meant: given names, surname, and what stood in brackets."""

    written: str
    shown: str
    parts: tuple[str, ...]
    aside: str

    @property
    def is_whole(self) -> bool:
        return len(self.parts) > 1 and all(len(part) > 1 for part in self.parts)

    def may_be(self, whole: _Name) -> bool:
        """Whether this is a shorter form of the other: "Mette", "Mette H.", "M. Holm", or the same without what is in brackets."""
        if self.aside and whole.aside and self.aside != whole.aside:
            return False
        if self.parts == whole.parts:
            return True
        if len(self.parts) > len(whole.parts) or not self.parts:
            return False
        if len(self.parts) == 1:
            return self.parts[0] == whole.parts[0]
        return all(_fits(part, other) for part, other in zip(self.ends, whole.ends, strict=True))

    @property
    def ends(self) -> tuple[str, str]:
        return self.parts[0], self.parts[-1]


def _fits(part: str, other: str) -> bool:
    return part == other or (len(part) == 1 and other.startswith(part))


def _name(written: str, words: Words) -> _Name:
    asides = " ".join(_ASIDE.findall(written)).casefold()
    shown = _person(_ASIDE.sub("", written).strip(), words)
    if shown.count(",") == 1:
        last, first = (part.strip() for part in shown.split(","))
        if first and last and first.split()[0].casefold() in words.given_names:
            shown = f"{first} {last}"
    parts = tuple(part.strip(".") for part in shown.casefold().split())
    while len(parts) > 2 and parts[0] in words.titles:  # "Hr. Holm" and "Fru Holm" are two: there the title tells
        parts = parts[1:]
    known = asides in words.outsiders or not asides
    return _Name(written, shown if known else written, tuple(part for part in parts if part), "" if known else asides)


def _person(text: str, words: Words) -> str:
    """The part of the text that is the person: the first, unless only the second begins as a name does ("Vestas - Mette Holm")."""
    parts = _BETWEEN.split(text, maxsplit=1)
    given = [part for part in parts if part.partition(" ")[0].casefold() in words.given_names]
    return (given[0] if given else parts[0]).strip()


def same_people(names: Sequence[str]) -> dict[str, str]:
    """Each written name → the fullest form of the person's name.

    "Mette Holm", "mette", "Mette H." and "Holm, Mette (Ekstern)" are one person, as long as no other name fits the short form as
    well. Names with digits ("Taler 1") stay apart. Pure: depends on the set of names alone, so the same file reads the same.
    """
    words = all_words()
    known = [_name(written, words) for written in dict.fromkeys(names)]
    shown: dict[str, str] = {}
    for name in known:
        if _DIGIT.search(name.written):
            shown[name.written] = name.written
            continue
        fuller = [
            other for other in known if other.is_whole and name.may_be(other) and not _DIGIT.search(other.written)
        ]
        people = {other.ends for other in fuller}
        if len(people) == 1 and len({other.aside for other in fuller if other.aside}) <= 1:
            shown[name.written] = _fullest(fuller).shown
        else:
            alike = [other for other in known if other.parts == name.parts and other.aside == name.aside]
            shown[name.written] = _fullest(alike).shown or name.written
    return shown


def _fullest(names: Sequence[_Name]) -> _Name:
    """The one with most letters in capitalised form; the first of equals."""
    return max(
        names, key=lambda name: (bool(name.aside), len(name.parts), not name.shown.islower(), not name.shown.isupper())
    )


def united(conversation: Conversation) -> Conversation:
    """The conversation with one participant for each person, however often the spelling of the name changes. What stood with a name and is no
    part of it ("Ekstern", "Vestas") is told among what was left out."""
    people = same_people(conversation.participants)
    left = [written for written, name in people.items() if not _words(written) <= _words(name)]
    renamed = _renamed(conversation, people)
    return renamed.model_copy(update={"omitted": (*renamed.omitted, *left)}) if left else renamed


def _words(name: str) -> set[str]:
    return {part.strip(".,") for part in re.split(r"[\s()\[\]|/]+", name.casefold()) if any(map(str.isalnum, part))}


def named(conversation: Conversation, names: Mapping[str, str]) -> Conversation:
    """The conversation with the names that the user gives its speakers: ``{"SPEAKER_00": "Mette"}``.

    Raises SamtalecoachError, listing the speakers found, where a speaker to be named does not speak, or a name is empty.
    """
    found = {speaker.casefold(): speaker for speaker in conversation.participants}
    given: dict[str, str] = {}
    for label, name in names.items():
        speaker = found.get(label.strip().casefold())
        if speaker is None:
            listed = ", ".join(conversation.participants) or "ingen"
            raise SamtalecoachError(
                f"Ingen taler hedder '{label}'; talerne i samtalen er: {listed}. Ret navnet før = i --speaker."
            )
        if not name.strip():
            raise SamtalecoachError(f"Taleren '{label}' får et tomt navn; skriv navnet efter = i --speaker.")
        given[speaker] = name.strip()
    if set(given) == set(conversation.participants) and conversation.speaker_doubt == "unnamed":
        conversation = conversation.model_copy(update={"speaker_doubt": None})
    return _renamed(conversation, given)


def _renamed(conversation: Conversation, names: Mapping[str, str]) -> Conversation:
    if all(names.get(speaker, speaker) == speaker for speaker in conversation.participants):
        return conversation
    turns = tuple(
        turn.model_copy(update={"speaker": names.get(turn.speaker, turn.speaker)}) for turn in conversation.turns
    )
    participants = tuple(dict.fromkeys(names.get(speaker, speaker) for speaker in conversation.participants))
    me = conversation.me
    return conversation.model_copy(
        update={"turns": turns, "participants": participants, "me": names.get(me, me) if me else None}
    )

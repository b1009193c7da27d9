"""Takes the names out of a conversation before it is analyzed, so that its report can be shown to others.

Speakers become "Person A", "Person B" …; what the pipeline's name recognition and the speakers' own names find in the text becomes a numbered
person, company or place; mail addresses, web addresses and long numbers are masked. The same name gets the same stand-in throughout. Name
recognition overlooks names, above all in lower-case speech: read the result before you pass it on.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from string import ascii_uppercase

from pydantic import BaseModel, ConfigDict
from spacy.language import Language
from spacy.tokens import Doc

from samtalecoach.conversation import Conversation
from samtalecoach.resources import resource

__all__ = ["anonymize"]


class _StandIns(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    PER: str
    ORG: str
    LOC: str
    mail: str
    web: str
    number: str


@cache
def _stand_ins(language: str) -> _StandIns:
    path = resource("data", "interface", f"anonymize.{language}.toml")
    return _StandIns.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ .-]?\d){7,}(?!\d)")
_NAME = re.compile(r"[^\W\d_]{2,}")


class _Names:
    """The stand-ins given so far, by what they stand for."""

    def __init__(self, words: _StandIns) -> None:
        self._words = words
        self._given: dict[tuple[str, str], str] = {}
        self._counts = {"PER": 0, "ORG": 0, "LOC": 0}

    def stand_in(self, label: str, name: str) -> str:
        key = (label, name.casefold().removesuffix("s") if label != "PER" else name.casefold())
        if key not in self._given:
            at = self._counts[label]
            self._counts[label] += 1
            mark = ascii_uppercase[at % 26] * (at // 26 + 1) if label == "PER" else str(at + 1)
            self._given[key] = f"{getattr(self._words, label)} {mark}"
        return self._given[key]

    def same(self, label: str, name: str, as_name: str) -> None:
        """Let a further name stand for the same."""
        self._given.setdefault((label, name.casefold()), self.stand_in(label, as_name))

    def known(self, name: str) -> str | None:
        return self._given.get(("PER", name.casefold()))


def anonymize(conversation: Conversation, nlp: Language) -> Conversation:
    """The conversation without names. ``nlp`` must recognise names (``ner``); title and source, which may tell names, are left out."""
    words = _stand_ins(conversation.language or "da")
    names = _Names(words)
    for speaker in conversation.participants:
        names.stand_in("PER", speaker)
        for part in _NAME.findall(speaker):
            if part[0].isupper():
                names.same("PER", part, speaker)
    renamed = {speaker: names.stand_in("PER", speaker) for speaker in conversation.participants}
    docs = nlp.pipe(turn.text for turn in conversation.turns)
    turns = tuple(
        turn.model_copy(
            update={"speaker": renamed[turn.speaker], "text": _masked(turn.text, _found(doc), names, words)}
        )
        for turn, doc in zip(conversation.turns, docs, strict=True)
    )
    return Conversation(
        turns=turns,
        language=conversation.language,
        kind=conversation.kind,
        date=conversation.date,
        me=None if conversation.me is None else renamed[conversation.me],
        participants=tuple(renamed[speaker] for speaker in conversation.participants),
    )


def _found(doc: Doc) -> list[tuple[int, int, str]]:
    """The names in a Doc, from their first proper noun to the last one that follows."""
    found: list[tuple[int, int, str]] = []
    for entity in doc.ents:
        start, end = entity.start, entity.end
        while start < end and doc[start].pos_ != "PROPN":
            start += 1
        while start < end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].is_title:
            end += 1
        if start < end and entity.label_ in ("PER", "ORG", "LOC"):
            found.append((doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), entity.label_))
    return found


def _masked(text: str, entities: list[tuple[int, int, str]], names: _Names, words: _StandIns) -> str:
    spans: list[tuple[int, int, str]] = []
    for pattern, mask in ((_MAIL, words.mail), (_WEB, words.web), (_NUMBER, words.number)):
        spans += [(m.start(), m.end(), mask) for m in pattern.finditer(text)]
    for match in _NAME.finditer(text):
        known = names.known(match.group()) or names.known(match.group().removesuffix("s"))
        # In lower case a name may be a word ("per", "signe"): only whole capitalised ones, or unmistakable long ones, are names.
        if known and (match.group()[0].isupper() or len(match.group()) >= 4):
            spans.append((match.start(), match.end(), known))
    for start, end, label in entities:
        known = next((name for part in text[start:end].split() if (name := names.known(part))), None)
        spans.append((start, end, known or names.stand_in(label, text[start:end])))
    pieces: list[str] = []
    at = 0
    for start, end, stand_in in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= at:
            pieces += [text[at:start], stand_in]
            at = end
    return "".join([*pieces, text[at:]])

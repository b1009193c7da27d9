"""A conversation: who said what, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date as Date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from samtalecoach.errors import SamtalecoachError

__all__ = ["Conversation", "Kind", "SpeakerDoubt", "Turn"]

Kind = Literal["transcript", "notes"]
SpeakerDoubt = Literal["unnamed", "self_addressed", "one_label"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Model):
    """What one speaker says before another takes over; in notes, one line of the note.

    ``start_s`` and ``end_s`` are seconds from the beginning of the recording, None where unknown.
    """

    speaker: str = Field(min_length=1)
    text: str
    start_s: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    end_s: float | None = Field(default=None, ge=0, allow_inf_nan=False)

    @field_validator("speaker")
    @classmethod
    def _trimmed(cls, speaker: str) -> str:
        if not speaker.strip():
            raise ValueError("a speaker needs a name")
        return speaker.strip()

    @field_validator("speaker", "text")
    @classmethod
    def _whole_characters(cls, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValueError("the text holds half a character (a lone surrogate)") from error
        return text

    @model_validator(mode="after")
    def _in_order(self) -> Turn:
        if self.start_s is not None and self.end_s is not None and self.end_s < self.start_s:
            raise ValueError("a turn cannot end before it starts")
        return self


class Conversation(_Model):
    """An immutable conversation.

    ``language`` is ``da``, ``en`` or None (not determined yet); ``date`` the day it took place, None where unknown; ``me`` the
    speaker who is coached, None where nobody is; ``participants`` the speakers in order of appearance; ``id`` is derived from
    the content where none is given, so the same text always has the same id. ``omitted`` lists what a reader left out
    (stage directions, system lines), so that nothing is dropped silently. ``speaker_doubt`` tells why it is uncertain who said
    what: the source names no speakers (``unnamed``), the words contradict the names (``self_addressed``), or nearly all words
    carry one of two names (``one_label``); None where nothing speaks against the names.
    """

    turns: tuple[Turn, ...]
    id: str = ""
    title: str | None = None
    language: Literal["da", "en"] | None = None
    kind: Kind = "transcript"
    date: Date | None = None
    me: str | None = None
    participants: tuple[str, ...] = ()
    source: str | None = None
    omitted: tuple[str, ...] = ()
    speaker_doubt: SpeakerDoubt | None = None

    @model_validator(mode="before")
    @classmethod
    def _derived(cls, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        given = raw.get("turns", ())
        if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
            return raw  # pydantic says what is wrong
        given = tuple(given)
        try:
            turns = [turn if isinstance(turn, Turn) else Turn.model_validate(turn) for turn in given]
        except ValidationError:
            return {**raw, "turns": given}
        filled = {**raw, "turns": tuple(turns)}
        if not filled.get("participants"):
            filled["participants"] = tuple(dict.fromkeys(turn.speaker for turn in turns))
        if not filled.get("id"):
            said = "\x1e".join(f"{turn.speaker}\x1f{turn.text}" for turn in turns)
            filled["id"] = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return filled

    @model_validator(mode="after")
    def _consistent(self) -> Conversation:
        missing = {turn.speaker for turn in self.turns} - set(self.participants)
        if missing:
            raise ValueError(f"speakers missing from participants: {', '.join(sorted(missing))}")
        if self.me is not None and self.me not in self.participants:
            raise ValueError(f"'me' is {self.me}, but the speakers are {', '.join(self.participants)}")
        return self

    @property
    def words(self) -> int:
        """How many words are spoken, counted at white space."""
        return sum(len(turn.text.split()) for turn in self.turns)

    def with_me(self, name: str | None) -> Conversation:
        """The same conversation with ``me`` set to the speaker of that name: whole or the unique beginning of it, in any case.

        Raises SamtalecoachError, listing the speakers found, where no speaker or several fit.
        """
        if name is None:
            return self
        wanted = name.strip().casefold()
        whole = [speaker for speaker in self.participants if speaker.casefold() == wanted]
        fitting = whole or [
            speaker for speaker in self.participants if wanted and speaker.casefold().startswith(wanted)
        ]
        if len(fitting) != 1:
            found = ", ".join(self.participants) or "ingen"
            problem = f"Flere talere begynder med '{name}'" if fitting else f"Ingen taler hedder '{name}'"
            raise SamtalecoachError(f"{problem}; talerne i samtalen er: {found}. Vælg én af dem med --me.")
        return self.model_copy(update={"me": fitting[0]})

    def to_json(self) -> str:
        """The conversation as JSON; `from_json` reads it back."""
        return self.model_dump_json(exclude_defaults=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Conversation:
        """Read `to_json`'s form. Raises SamtalecoachError that names the field at fault."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "filen"
            raise SamtalecoachError(f"Samtalens JSON kan ikke læses: {place}: {first['msg']}.") from error

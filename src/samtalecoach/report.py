"""The report: everything that was found about a conversation, with its evidence. Its JSON form is ``samtalecoach.report/1``."""

from __future__ import annotations

from datetime import date as Date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from samtalecoach.conversation import SpeakerDoubt

if TYPE_CHECKING:
    import pandas

__all__ = [
    "ADVICE_IDS",
    "Advice",
    "ConversationFacts",
    "FollowUp",
    "Overall",
    "Reference",
    "Report",
    "ReportLanguage",
    "Signal",
    "SpeakerNumbers",
    "Strength",
    "TurnFacts",
    "json_schema",
]

AdviceId = Literal["self_focus", "gratitude", "follow_up", "job_request"]
SignalKind = Literal["question", "gratitude", "job_request", "commitment", "offer"]
ReportLanguage = Literal["da", "en"]
ADVICE_IDS: tuple[AdviceId, ...] = ("self_focus", "gratitude", "follow_up", "job_request")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class ConversationFacts(_Model):
    """What the report is about. ``words`` counts the words of all turns; ``mixed_language`` tells that Danish and English share it;
    ``speaker_doubt`` and ``omitted`` are those of `Conversation`."""

    id: str
    title: str | None
    language: Literal["da", "en"]
    kind: Literal["transcript", "notes"]
    date: Date | None
    me: str | None
    participants: tuple[str, ...]
    words: int
    source: str | None
    mixed_language: bool = False
    speaker_doubt: SpeakerDoubt | None = None
    omitted: tuple[str, ...] = ()


class TurnFacts(_Model):
    """A turn as it was read; signals and references point into its ``text``. ``language`` is None where it cannot be told."""

    speaker: str
    text: str
    start_s: float | None = None
    end_s: float | None = None
    language: Literal["da", "en"] | None = None


_ONLY_FOR = {"follow_up": "question", "due": "commitment", "due_date": "commitment"}


class Signal(_Model):
    """One finding: a sentence that does something to the other person, with the cues that made it.

    ``start`` and ``end`` are character offsets of the sentence in its turn's text, end exclusive; ``confidence`` is a probability.
    """

    kind: SignalKind
    subtype: str | None
    speaker: str
    turn: int
    start: int
    end: int
    text: str
    confidence: float = Field(ge=0, le=1)
    cues: tuple[str, ...] = ()
    follow_up: bool | None = None
    due: str | None = None
    due_date: Date | None = None

    @model_serializer(mode="wrap")
    def _only_what_applies(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if _ONLY_FOR.get(name, self.kind) == self.kind}


class Reference(_Model):
    """A word by which a speaker refers to themself (``self``) or to the one spoken to (``other``)."""

    focus: Literal["self", "other"]
    speaker: str
    turn: int
    start: int
    end: int
    text: str


class SpeakerNumbers(_Model):
    """The numbers of one speaker. Shares and ratios are 0–1; None where undefined, or where notes cannot show it."""

    words: int
    talk_share: float | None
    turns: int | None
    longest_monologue_words: int | None
    self_references: int
    other_references: int
    self_focus_ratio: float | None
    questions: int
    open_questions: int
    follow_up_questions: int
    gratitude: int
    specific_gratitude: int
    job_requests: int
    direct_job_requests: int
    commitments: int
    offers: int


class Advice(_Model):
    """One of the four pieces of advice. ``score`` is 0–100 (100: as the advice has it), None where it cannot be judged, and then
    ``verdict`` says why. ``evidence`` holds indices into the report's signals."""

    id: AdviceId
    title: str
    score: int | None = Field(ge=0, le=100)
    verdict: str
    why: str
    suggestions: tuple[str, ...]
    evidence: tuple[int, ...]


class Strength(_Model):
    """Something that went well, with the signals that show it."""

    text: str
    evidence: tuple[int, ...]


class Overall(_Model):
    """The whole in one number (the mean of the scores that could be judged, 0–100 or None) and a sentence or two."""

    score: int | None
    summary: str


class FollowUp(_Model):
    """Something to be done after the conversation: who, what, and when; ``signal`` is the index of the commitment."""

    who: str
    what: str
    due: str | None
    due_date: Date | None
    signal: int


class Report(_Model):
    """A conversation's report. ``scores`` has the four scores of every speaker; ``notes`` what the reader should know about
    how the material was read (what was left out, what is uncertain). ``report_language`` is that of the coach's words; what people said
    stays in theirs."""

    schema_: Literal["samtalecoach.report/1"] = Field(default="samtalecoach.report/1", alias="schema")
    conversation: ConversationFacts
    turns: tuple[TurnFacts, ...]
    signals: tuple[Signal, ...]
    references: tuple[Reference, ...]
    speakers: dict[str, SpeakerNumbers]
    scores: dict[str, dict[AdviceId, int | None]]
    strengths: tuple[Strength, ...]
    advice: tuple[Advice, ...]
    overall: Overall
    follow_ups: tuple[FollowUp, ...]
    notes: tuple[str, ...] = ()
    report_language: ReportLanguage = "da"

    def to_dict(self) -> dict[str, Any]:
        """The JSON form as plain dicts, lists, strings and numbers."""
        return self.model_dump(mode="json", by_alias=True)

    def to_json(self, indent: int | None = 2) -> str:
        """The JSON form (``samtalecoach.report/1``)."""
        return self.model_dump_json(by_alias=True, indent=indent)

    def to_markdown(self) -> str:
        """The report as Markdown."""
        from samtalecoach.render.markdown import render_markdown

        return render_markdown(self)

    def to_html(self) -> str:
        """The report as one HTML page that needs nothing else: no scripts, no network."""
        from samtalecoach.render.html import render_html

        return render_html(self)

    def to_frame(self) -> pandas.DataFrame:
        """The numbers and scores as a table, a row per speaker."""
        import pandas

        facts = self.conversation
        rows = [
            {"conversation": facts.id, "source": facts.source, "date": facts.date, "language": facts.language, "kind": facts.kind,
             "speaker": name, "me": name == facts.me, **numbers.model_dump(),
             **{f"{advice}_score": score for advice, score in self.scores[name].items()}}
            for name, numbers in self.speakers.items()
        ]  # fmt: skip
        return pandas.DataFrame(rows)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``samtalecoach.report/1``, as shipped in ``data/schema/report.schema.json``."""
    schema = Report.model_json_schema(by_alias=True, mode="serialization")
    schema["$defs"]["Signal"] = _signal_schema()
    return schema


def _signal_schema() -> dict[str, Any]:
    """The fields of a signal, with those that only one kind has required there and barred elsewhere."""
    schema = Signal.model_json_schema()
    schema["required"] = [name for name in Signal.model_fields if name not in _ONLY_FOR]
    schema["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {"required": [name]},
            "else": {"not": {"required": [name]}},
        }
        for name, kind in _ONLY_FOR.items()
    ]
    return schema


if __name__ == "__main__":
    import json
    import sys

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")

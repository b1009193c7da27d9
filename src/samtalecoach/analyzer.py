"""Strings the stages together: conversation → language → signals → metrics → advice → Report."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import date as Date
from typing import Literal, get_args

from samtalecoach.advice import Case, advise, follow_ups, overall, strengths
from samtalecoach.anonymize import anonymize
from samtalecoach.conversation import Conversation
from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest import read_text
from samtalecoach.language.detect import detect_language, is_mixed, turn_languages
from samtalecoach.language.pipeline import SHIPPED, load_pipeline
from samtalecoach.language.reading import Reader, Reading
from samtalecoach.language.topics import find_topics
from samtalecoach.metrics import speaker_numbers
from samtalecoach.report import ConversationFacts, Report, ReportLanguage, TurnFacts
from samtalecoach.scores import acts_of, speaker_scores
from samtalecoach.signals import find_signals
from samtalecoach.signals.references import find_references

__all__ = ["Analyzer"]

_LANGUAGE_NAMES = {"en": "engelsk", "no": "norsk", "sv": "svensk"}

Language = Literal["auto", "da", "en"]
Accuracy = Literal["full", "fast"]


class Analyzer:
    """Analyzes conversations. Loads its models once, at the first use; one analyzer serves any number of threads.

    ``lang`` is the language of the conversations, or ``auto``; ``report_lang`` the language of the reports, where ``auto`` is each
    conversation's own: quotes stay as they were said. ``model`` is another spaCy pipeline than the shipped one: the name of an installed
    package, or a path. ``anonymize`` takes the names out of each conversation first (see `samtalecoach.anonymize`);
    ``accuracy="fast"`` leaves the encoder of the signals out. Raises SamtalecoachError where a model is missing or does not fit.
    """

    def __init__(
        self,
        lang: Language = "auto",
        *,
        report_lang: Language = "auto",
        model: str | None = None,
        anonymize: bool = False,
        accuracy: Accuracy = "full",
    ) -> None:
        if lang not in ("auto", *SHIPPED):
            raise SamtalecoachError(f"Sproget '{lang}' kan ikke vælges; vælg auto eller {', '.join(SHIPPED)}.")
        if report_lang not in get_args(Language):
            raise SamtalecoachError(f"Rapporten kan ikke skrives på '{report_lang}'; vælg auto, da eller en.")
        self._lang = lang
        self._report_lang = report_lang
        self._model = model
        self._anonymize = anonymize
        self._fast = accuracy == "fast"
        self._readers: dict[str, Reader] = {}
        self._lock = threading.Lock()

    def analyze(
        self, conversation: str | Conversation, *, me: str | None = None, date: Date | str | None = None
    ) -> Report:
        """Analyze a text (a transcript or notes) or a Conversation. ``me`` names the speaker to coach, ``date`` the day it took place;
        both override what the conversation says. Raises SamtalecoachError where there is nothing to analyze or ``me`` does not speak."""
        return next(self.analyze_many([conversation], me=me, date=date))

    def analyze_many(
        self, conversations: Iterable[str | Conversation], *, me: str | None = None, date: Date | str | None = None
    ) -> Iterator[Report]:
        """Analyze a stream of conversations lazily, in order; short ones are tagged together."""
        batch: list[Conversation] = []
        words = 0
        for given in conversations:
            try:
                conversation = self._prepared(given, me, date)
            except SamtalecoachError:
                yield from self._batch(batch)  # what stands before a bad one is not lost
                raise
            if batch and (words > 4000 or conversation.language != batch[0].language):
                yield from self._batch(batch)
                batch, words = [], 0
            batch.append(conversation)
            words += conversation.words
        yield from self._batch(batch)

    def _prepared(self, given: str | Conversation, me: str | None, date: Date | str | None) -> Conversation:
        day = _day(date)
        if isinstance(given, str):
            conversation = read_text(given, me=me, date=day)
        else:
            conversation = given.with_me(me)
            if day is not None:
                conversation = conversation.model_copy(update={"date": day})
        if not conversation.words:
            raise SamtalecoachError("Samtalen er tom; indsæt en tekst med mindst én replik.")
        if conversation.language is None or self._lang != "auto":
            language = detect_language(conversation) if self._lang == "auto" else self._lang
            if language not in SHIPPED:
                raise SamtalecoachError(
                    f"Samtalen ser ud til at være på {_LANGUAGE_NAMES[language]}, som ikke kan vurderes; "
                    "er den på dansk, så angiv --lang da."
                )
            conversation = conversation.model_copy(update={"language": language})
        if conversation.language not in SHIPPED:
            raise SamtalecoachError("Samtaler på engelsk kan ikke vurderes endnu; er den på dansk, så angiv --lang da.")
        if self._anonymize:
            nlp = load_pipeline(self._model, conversation.language or "da", names=True)
            with self._lock:
                conversation = anonymize(conversation, nlp)
        return conversation

    def _reader(self, language: str) -> Reader:
        with self._lock:
            if language not in self._readers:
                self._readers[language] = Reader(load_pipeline(self._model, language), language)
            return self._readers[language]

    def _batch(self, conversations: list[Conversation]) -> Iterator[Report]:
        if not conversations:
            return
        reader = self._reader(conversations[0].language or "da")
        with self._lock:  # spaCy's shared vocabulary is not safe for concurrent writes
            reports = [
                _report(reading, self._fast, self._report_language(reading))
                for reading in reader.read_many(conversations)
            ]
        yield from reports

    def _report_language(self, reading: Reading) -> ReportLanguage:
        chosen = reading.language if self._report_lang == "auto" else self._report_lang
        return "en" if chosen == "en" else "da"


def _day(date: Date | str | None) -> Date | None:
    if not isinstance(date, str):
        return date
    try:
        return Date.fromisoformat(date)
    except ValueError as error:
        raise SamtalecoachError(f"Datoen '{date}' kan ikke læses; skriv den som 2026-03-11.") from error


def _report(reading: Reading, fast: bool, language: ReportLanguage) -> Report:
    conversation = reading.conversation
    signals = tuple(find_signals(reading, fast=fast))
    references = tuple(find_references(reading))
    numbers = speaker_numbers(conversation, signals, references)
    notes = reading.notes
    doubted = conversation.speaker_doubt is not None
    languages = turn_languages(conversation)
    scores = {
        name: speaker_scores(name, numbers, acts_of(name, signals), notes=notes, doubted=doubted) for name in numbers
    }
    case = Case(conversation, language, signals, numbers, scores, find_topics(reading))
    return Report(
        schema="samtalecoach.report/1",
        conversation=ConversationFacts(
            id=conversation.id,
            title=conversation.title,
            language="en" if reading.language == "en" else "da",
            kind=conversation.kind,
            date=conversation.date,
            me=conversation.me,
            participants=conversation.participants,
            words=conversation.words,
            source=conversation.source,
            mixed_language=is_mixed(conversation, languages),
            speaker_doubt=conversation.speaker_doubt,
            omitted=conversation.omitted,
        ),
        turns=tuple(
            TurnFacts(**turn.model_dump(), language=language)
            for turn, language in zip(conversation.turns, languages, strict=True)
        ),
        signals=signals,
        references=references,
        speakers=numbers,
        scores=scores,
        strengths=strengths(case),
        advice=advise(case),
        overall=overall(case),
        follow_ups=follow_ups(case),
        notes=case.remarks(),
        report_language=language,
    )

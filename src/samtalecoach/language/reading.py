"""A conversation as the signals read it: tagged, in sentences, with the structure and the cues of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc, Span

from samtalecoach.conversation import Conversation
from samtalecoach.language.cues import CueFinder, CueHit
from samtalecoach.language.grammar import Facts, facts_of, grammar_words
from samtalecoach.language.marks import is_unmarked
from samtalecoach.language.speech_boundaries import BEFORE, WORDS_BEFORE
from samtalecoach.language.time_expressions import TimeExpression, due_expression, find_time_expressions

__all__ = ["Reader", "Reading", "Sentence"]

_WORDS_A_BATCH = 4000


@dataclass(frozen=True)
class Sentence:
    """One sentence of a turn. ``start`` and ``end`` are character offsets in the turn's text, end exclusive."""

    index: int
    turn: int
    speaker: str
    span: Span
    facts: Facts
    cues: tuple[CueHit, ...]
    due: TimeExpression | None

    @property
    def start(self) -> int:
        return int(self.span.start_char)

    @property
    def end(self) -> int:
        return int(self.span.end_char)

    @property
    def text(self) -> str:
        return str(self.span.text)

    @cached_property
    def content(self) -> frozenset[str]:
        """The lemmas that carry the sentence's matter: nouns, names, main verbs, adjectives and numbers."""
        return frozenset(
            token.lemma_.lower()
            for token in self.span
            if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ", "NUM") and not token.is_stop and len(token) > 1
        )


@dataclass(frozen=True)
class Reading:
    """A conversation with its Docs (one a turn) and sentences, in order."""

    conversation: Conversation
    language: str
    docs: tuple[Doc, ...]
    sentences: tuple[Sentence, ...]
    turn_sentences: tuple[tuple[Sentence, ...], ...] = field(repr=False)

    @property
    def notes(self) -> bool:
        """Whether the conversation is notes, written afterwards by one person."""
        return self.conversation.kind == "notes"

    def others_last_turns(self, turn: int, how_many: int = 2) -> tuple[int, ...]:
        """The last turns of the other speakers before a turn, newest first; lines of one speaker in a row are one turn."""
        speaker = self.conversation.turns[turn].speaker
        found: list[int] = []
        groups = 0
        previous: str | None = None
        for at in range(turn - 1, max(-1, turn - 40), -1):
            who = self.conversation.turns[at].speaker
            if who == speaker:
                previous = None
                continue
            if who != previous:
                groups += 1
                if groups > how_many:
                    break
            found.append(at)
            previous = who
        return tuple(found)


def _span(doc: Doc, start: int, end: int) -> Span:
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span


def _marked(doc: Doc) -> Iterator[Span]:
    """The Doc's sentences, divided further behind "?" and "!" where a word follows: in chat the next sentence begins in lower case."""
    for span in doc.sents:
        start = span.start
        for token in span[:-1]:
            if token.is_punct and token.text[-1] in "?!" and token.whitespace_ and token.nbor(1).is_alpha:
                yield doc[start : token.i + 1]
                start = token.i + 1
        yield doc[start : span.end]


def _sentences(doc: Doc, notes: bool) -> list[Span]:
    """The sentences of a Doc without the white space around them; a Doc without boundaries is one sentence, and so is a line of notes
    without final marks."""
    whole = not doc.has_annotation("SENT_START") or (notes and is_unmarked(doc))
    found: list[Span] = []
    for span in [doc[:]] if whole else _marked(doc):
        start, end = span.start, span.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        if any(token.is_alpha or token.like_num or not token.is_punct for token in doc[start:end]):
            found.append(doc[start:end])
    return found


class Reader:
    """Turns conversations into readings with one language's pipeline and lexicon."""

    def __init__(self, nlp: Language, language: str) -> None:
        self._nlp = nlp
        self._language = language
        self._words = grammar_words(language)
        self._cues = CueFinder(nlp.vocab, language)

    def read(self, conversation: Conversation) -> Reading:
        """Read one conversation."""
        return next(self.read_many([conversation]))

    def read_many(self, conversations: Iterable[Conversation]) -> Iterator[Reading]:
        """Read conversations in order, tagging the turns of several at a time."""
        batch: list[Conversation] = []
        words = 0
        for conversation in conversations:
            batch.append(conversation)
            words += conversation.words
            if words >= _WORDS_A_BATCH:
                yield from self._batch(batch)
                batch, words = [], 0
        yield from self._batch(batch)

    def tag(self, conversations: Iterable[Conversation]) -> Iterator[Doc]:
        """Tag the turns of conversations, in order; each knows the last words of the turn before it."""
        yield from self._nlp.pipe((doc for c in conversations for doc in self._docs(c)), batch_size=64)

    def _docs(self, conversation: Conversation) -> Iterator[Doc]:
        before: list[str] = []
        for turn in conversation.turns:
            doc = self._nlp.make_doc(turn.text)
            doc.user_data[BEFORE] = before
            yield doc
            before = [token.text for token in doc[-WORDS_BEFORE:] if not token.is_space]

    def _batch(self, conversations: list[Conversation]) -> Iterator[Reading]:
        docs = self.tag(conversations)
        for conversation in conversations:
            yield self.reading(conversation, tuple(next(docs) for _ in conversation.turns))

    def reading(
        self,
        conversation: Conversation,
        docs: tuple[Doc, ...],
        offsets: Sequence[Sequence[tuple[int, int]]] | None = None,
    ) -> Reading:
        """The reading of a conversation whose turns are tagged already, one Doc a turn; ``offsets`` are the character offsets of the
        sentences of each turn where they are known, else the Docs' own sentences are read."""
        by_turn: list[tuple[Sentence, ...]] = []
        count = 0
        for at, doc in enumerate(docs):
            spans = (
                [_span(doc, *pair) for pair in offsets[at]]
                if offsets
                else _sentences(doc, conversation.kind == "notes")
            )
            facts = [facts_of(span, self._words) for span in spans]
            hits = self._cues.find(doc, spans, [f.opening for f in facts], notes=conversation.kind == "notes")
            found: list[Sentence] = []
            for span, fact, cues in zip(spans, facts, hits, strict=True):
                due, names = self._times(span.text, conversation.date)
                whole = Facts(fact.opening, fact.verb, fact.names | names)
                found.append(Sentence(count, at, conversation.turns[at].speaker, span, whole, tuple(cues), due))
                count += 1
            by_turn.append(tuple(found))
        flat = tuple(sentence for turn in by_turn for sentence in turn)
        return Reading(conversation, self._language, docs, flat, tuple(by_turn))

    def _times(self, text: str, today: Date | None) -> tuple[TimeExpression | None, set[str]]:
        if not any(char.isalpha() for char in text):
            return None, set()
        due = due_expression(text, today, self._language)
        names = {"time"} if due else set()
        if due is None and any(not t.is_future for t in find_time_expressions(text, today, self._language)):
            names.add("past_time")
        return due, names

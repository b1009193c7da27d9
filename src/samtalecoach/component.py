"""The analyzer as a spaCy component, for people who work in spaCy.

>>> import spacy
>>> nlp = spacy.load("da_core_news_sm")  # doctest: +SKIP
>>> nlp.add_pipe("samtalecoach")  # doctest: +SKIP
>>> doc = nlp("Tak for kaffen. Hvordan kom du ind i faget?")  # doctest: +SKIP
>>> [(span.label_, span.text) for span in doc.spans["signals"]]  # doctest: +SKIP
[('gratitude/specific', 'Tak for kaffen.'), ('question/open', 'Hvordan kom du ind i faget?')]
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span

from samtalecoach.conversation import Conversation, Turn
from samtalecoach.language.reading import Reader
from samtalecoach.report import Signal
from samtalecoach.signals import find_signals
from samtalecoach.signals.references import find_references

__all__ = ["SignalComponent", "create_component"]


class SignalComponent:
    """Takes each Doc as what one speaker says. Reads tags, morphology, lemmas and sentence boundaries; assigns ``doc.spans["signals"]`` (the
    sentences, labelled ``kind/subtype``), ``doc.spans["references"]`` (the words, labelled ``self`` or ``other``) and ``doc._.signals``
    (the Signals with all they tell)."""

    def __init__(self, nlp: Language) -> None:
        self._reader = Reader(nlp, str(nlp.lang))
        if not Doc.has_extension("signals"):
            Doc.set_extension("signals", default=())

    def __call__(self, doc: Doc) -> Doc:
        reading = self._reader.reading(Conversation(turns=(Turn(speaker="?", text=doc.text),)), (doc,))
        signals = tuple(find_signals(reading))
        doc._.signals = signals
        doc.spans["signals"] = _spans(doc, ((s.start, s.end, _label(s)) for s in signals))
        doc.spans["references"] = _spans(doc, ((r.start, r.end, r.focus) for r in find_references(reading)))
        return doc


def _spans(doc: Doc, rows: Iterable[tuple[int, int, str]]) -> list[Span]:
    found = (doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in rows)
    return [span for span in found if span is not None]


def _label(signal: Signal) -> str:
    return signal.kind if signal.subtype is None else f"{signal.kind}/{signal.subtype}"


@Language.factory("samtalecoach", requires=["token.pos", "token.morph"])
def create_component(nlp: Language, name: str) -> SignalComponent:
    """The factory behind ``nlp.add_pipe("samtalecoach")``."""
    return SignalComponent(nlp)

"""Loading of the spaCy pipelines: the ones that ship with samtalecoach, or any other that the user names."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language

import samtalecoach.language.lemma_table
import samtalecoach.language.speech_boundaries
import samtalecoach.language.spoken_tags  # noqa: F401
from samtalecoach.errors import SamtalecoachError
from samtalecoach.resources import resource

__all__ = ["SHIPPED", "load_pipeline"]

SHIPPED = {"da": "da_samtale"}
_BOUNDARIES = "samtalecoach_speech_boundaries"
_NEEDED = ("morphologizer", "tagger")


@lru_cache(maxsize=4)
def load_pipeline(model: str | None = None, language: str = "da", *, names: bool = False) -> Language:
    """The pipeline of a language: the shipped one, or ``model``, an installed spaCy package or a folder.

    Name recognition is left out unless ``names`` asks for it: no signal reads it. Raises SamtalecoachError, with the command
    that helps, where the model is missing or does not give tags and morphology.
    """
    if model is None:
        if language not in SHIPPED:
            raise SamtalecoachError(f"Der følger ingen sprogmodel med til sproget '{language}'; angiv en med --model.")
        model = str(resource("models", SHIPPED[language]))
    try:
        nlp = spacy.load(model, exclude=[] if names else ["ner"])
    except OSError as error:
        looks_like_path = "/" in model or Path(model).exists()
        remedy = (
            "kontrollér stien til modellens mappe"
            if looks_like_path
            else f"installér den med 'python -m spacy download {model}', eller udelad --model for at bruge den indbyggede"
        )
        raise SamtalecoachError(f"Sprogmodellen '{model}' findes ikke eller kan ikke læses; {remedy}.") from error
    except (ValueError, ImportError, KeyError) as error:
        newer = (
            "byg eller hent den igen"
            if Path(model).exists()
            else f"hent en nyere udgave med 'python -m spacy download {model}'"
        )
        raise SamtalecoachError(
            f"Sprogmodellen '{model}' passer ikke til den installerede spaCy {version('spacy')}; {newer}, eller udelad --model."
        ) from error
    if nlp.lang != language:
        raise SamtalecoachError(
            f"Sprogmodellen '{model}' er til sproget '{nlp.lang}', ikke '{language}'; angiv en anden med --model."
        )
    if not any(name in nlp.pipe_names for name in _NEEDED):
        raise SamtalecoachError(
            f"Sprogmodellen '{model}' giver ikke ordklasser og bøjning (morphologizer); brug en fuld pipeline som da_core_news_sm."
        )
    if _BOUNDARIES not in nlp.pipe_names:
        nlp.add_pipe(_BOUNDARIES)
    return nlp

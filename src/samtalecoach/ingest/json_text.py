"""JSON as the readers need it: parsed once for all of them, with what Python's own parser passes over found."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from math import isfinite
from typing import Any
from weakref import WeakKeyDictionary

from samtalecoach.errors import SamtalecoachError
from samtalecoach.ingest.cues import seconds_of
from samtalecoach.ingest.decode import clean
from samtalecoach.ingest.registry import Source

__all__ = ["parsed", "seconds", "string", "unread"]

_MAY_BE_JSON_BYTES = re.compile(rb"(?:\xef\xbb\xbf|\x00*\xff\xfe|\x00*\xfe\xff)?[\s\x00]*[\[{]")
_MAY_BE_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]\dtfn-])')
_LOOKS_LIKE_JSON = re.compile(r'\s*(?:\{\s*"|\[\s*[\[{"])')
_IS_JSON = re.compile(r'\s*(?:\[\s*)?\{\s*"[^"\\\n]{0,200}"\s*:')
_LONGEST_S = 1e7  # four months
_WORD = re.compile(r"[^\W_]+")
_PARSED: WeakKeyDictionary[Source, Any] = WeakKeyDictionary()


def parsed(source: Source) -> Any:
    """The content as JSON, None where it is none.

    Raises SamtalecoachError where it begins as JSON and breaks off, and where an object has the same field twice.
    """
    if source not in _PARSED:
        _PARSED[source] = _parsed(source)
    return _PARSED[source]


def _parsed(source: Source) -> Any:
    if isinstance(source.content, bytes) and not _MAY_BE_JSON_BYTES.match(source.content):
        return None
    text = source.text
    if not _MAY_BE_JSON.match(text):
        return None
    try:
        return _loaded(text)
    except _FieldTwiceError as error:
        reason = f"feltet '{error.args[0]}' står to gange i samme objekt"
    except json.JSONDecodeError as error:
        reason = f"linje {error.lineno}, tegn {error.colno}"
    except RecursionError:
        reason = "for mange niveauer i hinanden"
    named = (source.name or "").casefold().endswith(".json")
    if not (_LOOKS_LIKE_JSON if named else _IS_JSON).match(text):
        return None
    raise SamtalecoachError(f"{source.where} er ikke hel JSON ({reason}); eksportér den igen.")


class _FieldTwiceError(Exception):
    """A field that stands twice in an object: one of the two would be lost."""


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False, object_pairs_hook=_object)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number with more digits than Python turns into an int
        return json.loads(text, strict=False, object_pairs_hook=_object, parse_int=float)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise _FieldTwiceError(clean(twice)[:40])
    return found


def string(value: Any) -> str:
    """The value if it is a string, with white space collapsed and freed of what a text cannot hold; "" of another."""
    return " ".join(clean(value).split()) if isinstance(value, str) else ""


def seconds(value: Any, unit_s: float = 1.0) -> float | None:
    """A moment in a recording: a number of units, or written as ``12.5`` or ``00:01:02.500``. None where the value is none."""
    if isinstance(value, str):
        value = seconds_of(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_S / unit_s:
        return None
    moment = value * unit_s
    return float(moment) if isfinite(moment) else None


def unread(value: Any, kept: Iterable[str], skipped: Collection[str] = (), *, single: bool = False) -> list[str]:
    """The strings in the value with words that are nowhere in what was kept, each once; ``skipped`` names fields not looked into.

    A string without a space is no text but an id, an address or a code, unless ``single`` says otherwise.
    """
    known = {word for text in kept for word in _WORD.findall(text.casefold())}
    found: dict[str, None] = {}
    for raw in _strings(value, skipped):
        if single or " " in raw:
            text = string(raw)
            if any(word not in known for word in _WORD.findall(text.casefold())):
                found[text] = None
    return list(found)


def _strings(value: Any, skipped: Collection[str]) -> Iterator[str]:
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting.extend(inner for name, inner in reversed(found.items()) if name not in skipped)
        elif isinstance(found, list):
            waiting.extend(reversed(found))

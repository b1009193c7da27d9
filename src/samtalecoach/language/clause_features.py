"""What the linear model of sentence boundaries looks at, word by word: the words and tags around, and where the finite verbs are."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

__all__ = ["clause_features"]

_BEFORE, _AFTER = 12, 8
"""How far a finite verb is looked for, in words."""


def _shape(token: Token) -> str:
    """Tag, verb form and case: what tells where a clause begins."""
    forms, cases = token.morph.get("VerbForm", []), token.morph.get("Case", [])
    return token.pos_ + "".join(value[:1] for value in forms) + "".join(value[:1].lower() for value in cases)


def _at(items: Sequence[str], index: int) -> str:
    return items[index] if 0 <= index < len(items) else "_"


def clause_features(doc: Doc) -> list[list[str]]:
    """The features of every token but the first, for whether a sentence starts there."""
    words = [token.lower_ for token in doc]
    shapes = [_shape(token) for token in doc]
    finite = [token.i for token in doc if "Fin" in token.morph.get("VerbForm", [])]
    return [_features(i, words, shapes, finite) for i in range(1, len(doc))]


def _features(i: int, words: list[str], shapes: list[str], finite: list[int]) -> list[str]:
    found: list[str] = []
    for d in range(-4, 5):
        found += [f"w{d}={_at(words, i + d)}", f"p{d}={_at(shapes, i + d)}"]
    for d in range(-3, 4):
        found += [
            f"pp{d}={_at(shapes, i + d)} {_at(shapes, i + d + 1)}",
            f"ww{d}={_at(words, i + d)} {_at(words, i + d + 1)}",
        ]
    for d in range(-3, 3):
        found.append(f"ppp{d}={_at(shapes, i + d)} {_at(shapes, i + d + 1)} {_at(shapes, i + d + 2)}")
    for d in (-1, 0):
        found += [
            f"wp{d}={_at(words, i + d)} {_at(shapes, i + d + 1)}",
            f"pw{d}={_at(shapes, i + d)} {_at(words, i + d + 1)}",
            f"www{d}={_at(words, i + d - 1)} {_at(words, i + d)} {_at(words, i + d + 1)}",
        ]
    behind = [k for k in finite if i - _BEFORE <= k < i]
    ahead = [k for k in finite if i <= k < i + _AFTER]
    since = min(i - behind[-1], 9) if behind else 0
    until = min(ahead[0] - i, 7) if ahead else 9
    found += [f"since={since}", f"until={until}", f"both={since},{until}", f"behind={len(behind)}"]
    found += [f"until,w={words[i]},{until}", f"since,w={words[i]},{since}"]
    found += [f"at={min(i, 10)}", f"left={min(len(words) - i, 8)}"]
    found += [f"suffix-1={words[i - 1][-3:]}", f"suffix0={words[i][-3:]}"]
    return found

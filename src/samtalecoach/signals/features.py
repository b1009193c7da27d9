"""What the classifiers look at: the features of a sentence, as strings.

Words and their neighbours, lemmas, tags, endings of words; the cues and the structure of the sentence; the lines before and after, who said them and
what they did; where in the conversation the sentence stands. A feature is present or absent; its prefix tells its family.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from spacy.tokens import Span, Token

from samtalecoach.language.reading import Reading, Sentence

__all__ = ["follow_up_features", "sentence_features"]

_FARTHEST_REPLY = 8
"""How many lines ahead a reply is looked for."""
_PLACEHOLDERS = {"NUM": "‹tal›", "PROPN": "‹navn›"}


def _form(token: Token) -> str:
    return _PLACEHOLDERS.get(token.pos_, token.lower_)


def _shape(token: Token) -> str:
    """Tag with the morphology that carries person, tense and mood."""
    morph = token.morph
    parts = [morph.get(name, []) for name in ("VerbForm", "Tense", "Mood", "Person", "Case", "Poss")]
    return token.pos_ + "".join(f"_{part[0][:3]}" for part in parts if part)


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Character n-grams of 3 to 5 letters of a word with its ends marked."""
    marked = f"<{word}>"
    return tuple(f"c={marked[i : i + n]}" for n in (3, 4, 5) for i in range(len(marked) - n + 1))


def _spoken(span: Span) -> list[Token]:
    return [token for token in span if not (token.is_punct or token.is_space)]


def _ngrams(prefix: str, items: Sequence[str], longest: int) -> Iterator[str]:
    for n in range(1, longest + 1):
        for i in range(len(items) - n + 1):
            yield f"{prefix}{n}={' '.join(items[i : i + n])}"


_KINDS_OF_LINE = ("mark", "wh_first", "verb_first", "imperative", "condition", "tag", "short")


def _line(prefix: str, line: Sentence) -> Iterator[str]:
    """A neighbouring line: how it is built, what it does, and the words at its ends."""
    yield from (f"{prefix}:{name}" for name in _KINDS_OF_LINE if name in line.facts.names)
    yield from (f"{prefix}:{hit.cue.kind}:{hit.cue.makes}" for hit in line.cues)
    words = [_form(token) for token in _spoken(line.span)]
    yield from (f"{prefix}:w={word}" for word in words[:3] + words[-3:])


def _before(sentence: Sentence, reading: Reading) -> Iterator[str]:
    """The line before."""
    if sentence.index == 0:
        yield "before=none"
        return
    before = reading.sentences[sentence.index - 1]
    who = "same" if before.speaker == sentence.speaker else "other"
    yield f"before={who}"
    yield from _line(f"before:{who}", before)


def _after(sentence: Sentence, reading: Reading) -> Iterator[str]:
    """The line after, and where the speaker goes on, how the other replies at last: people say yes to an offer, and thank for a promise."""
    later = reading.sentences[sentence.index + 1 : sentence.index + 1 + _FARTHEST_REPLY]
    if not later:
        yield "after=none"
        return
    who = "same" if later[0].speaker == sentence.speaker else "other"
    yield f"after={who}"
    yield from _line(f"after:{who}", later[0])
    reply = next((line for line in later if line.speaker != sentence.speaker), None)
    if who == "same" and reply is not None:
        yield "reply=yes"
        yield from _line("reply", reply)


def _place(sentence: Sentence, reading: Reading) -> Iterator[str]:
    turns = len(reading.turn_sentences)
    yield "kind=notes" if reading.notes else "kind=transcript"
    if turns > 6:
        share = sentence.turn / turns
        yield f"place={'opening' if share < 0.1 else 'closing' if share > 0.8 else 'middle'}"
    in_turn = reading.turn_sentences[sentence.turn]
    if sentence.index == in_turn[0].index:
        yield "turn=first"
    if sentence.index == in_turn[-1].index:
        yield "turn=last"


def sentence_features(sentence: Sentence, reading: Reading) -> list[str]:
    """The features of a sentence in its conversation."""
    tokens = _spoken(sentence.span)
    words = [_form(token) for token in tokens]
    found: list[str] = ["bias"]
    found += _ngrams("w", words, 3)
    found += _ngrams("l", [token.lemma_.lower() for token in tokens if token.pos_ not in _PLACEHOLDERS], 2)
    found += _ngrams("p", [_shape(token) for token in tokens], 3)
    found += [f"s={a} … {b}" for i, a in enumerate(words) for b in words[i + 2 : i + 5]]
    for word in dict.fromkeys(words):
        found += _pieces(word)
    found += [f"first{n}={' '.join(words[:n])}" for n in (1, 2, 3)]
    found += [f"last{n}={' '.join(words[-n:])}" for n in (1, 2, 3)]
    opening = [token for token in tokens if token.i >= sentence.facts.opening][:3]
    found += [f"open{n}={' '.join(_form(t) for t in opening[:n])}" for n in (1, 2)]
    found.append(f"openp={' '.join(_shape(t) for t in opening)}")
    found += [f"fact={name}" for name in sentence.facts.names]
    names = sorted(
        sentence.facts.names & {"mark", "stops", "wh_first", "verb_first", "inverted", "condition", "tag", "negated"}
    )
    found.append(f"facts={'+'.join(names)}")
    for hit in sentence.cues:
        found += [f"cue={hit.cue.id}", f"makes={hit.cue.kind}:{hit.cue.makes}"]
    people = {"1" for t in tokens if "Person=1" in t.morph} | {"2" for t in tokens if "Person=2" in t.morph}
    found.append(f"people={''.join(sorted(people))}:{'time' if 'time' in sentence.facts.names else ''}")
    found.append(f"length={min(len(tokens), 24) // 3}")
    found += _before(sentence, reading)
    found += _after(sentence, reading)
    found += _place(sentence, reading)
    return list(dict.fromkeys(found))


_POINTING = frozenset({"PRON", "DET"})


def follow_up_features(sentence: Sentence, reading: Reading) -> list[str]:
    """Features of whether a question asks for more of what others said in their last two turns: what it shares with them, what points back."""
    turns = reading.others_last_turns(sentence.turn)
    newest = turns[:1]
    found = ["bias", f"turns={min(len(turns), 3)}"]
    for name, chosen in (("last", newest), ("both", turns)):
        said = {lemma for turn in chosen for other in reading.turn_sentences[turn] for lemma in other.content}
        shared = sentence.content & said
        found.append(f"{name}:shared={min(len(shared), 3)}")
        found.append(f"{name}:new={min(len(sentence.content - said), 4)}")
        words = sum(len(other.span) for turn in chosen for other in reading.turn_sentences[turn])
        found.append(f"{name}:words={min(words, 60) // 10}")
    tokens = _spoken(sentence.span)
    found += [f"w={_form(token)}" for token in tokens]
    found += _ngrams("w", [_form(token) for token in tokens], 2)
    found += [f"points={token.lower_}" for token in tokens if token.pos_ in _POINTING and "Person=3" in token.morph]
    found += [f"p={_shape(token)}" for token in tokens]
    found.append(f"length={min(len(tokens), 20) // 3}")
    found += [f"fact={name}" for name in sentence.facts.names]
    opening = [token for token in tokens if token.i >= sentence.facts.opening][:2]
    found.append(f"open={' '.join(_form(t) for t in opening)}")
    if newest:
        last = reading.turn_sentences[newest[0]][-1:] or ()
        found += [
            f"answered:{name}"
            for s in last
            for name in ("mark", "wh_first", "verb_first", "short")
            if name in s.facts.names
        ]
    in_turn = [s.index for s in reading.turn_sentences[sentence.turn]]
    found.append(f"place={min(sentence.index - in_turn[0], 4)}")
    found += _place(sentence, reading)
    return list(dict.fromkeys(found))

"""The labelled corpus: a compact markup that people write, and the JSON Lines that programs read.

Markup, one conversation a file (``*.txt``)::

    # id: vindenergi-kaffe
    # style: clean
    # lang: da
    # date: 2026-03-11
    # me: Mette
    # topic: coffee between a wind engineer and a recruiter

    @Mette
    Hej Lars, tak fordi du tog dig tid. || gs
    Hvordan kom I^ ind i branchen? || qo
    @Lars
    Det var et tilfælde.

* ``@Name`` opens a turn; every line below it is one sentence, its labels behind ``||``.
* In notes every line of the note is a line here; ``& `` before a line says that it goes on the line before.
* A line of ``% `` is a line of a note that is no sentence (a heading, a date).

Label codes: ``qo qc qi`` question open, closed, indirect (``+`` behind it: follow-up); ``gs gp`` gratitude specific,
plain; ``jd ji jh`` job request direct, indirect, hint; ``cp ca`` commitment promise, agreement; ``o`` offer. A commitment's time
expression stands in brackets, its date behind ``=``: ``cp[på torsdag]=2026-03-12``.

References (self, other) are taken from the word itself. A word that deviates is marked: ``I^`` is a reference, ``min~`` is none.
``I``, ``De``, ``Dem``, ``Deres`` (any case) are none unless marked ``^``.

Isolated sentences, hard or plain ones, stand one a line in ``hard-*.txt`` and ``plain-*.txt``:
``line before >> sentence || codes``; the line before, said by
the other speaker, may be missing together with its ``>>``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

__all__ = [
    "ISOLATED",
    "SPLITS",
    "STYLES",
    "CorpusError",
    "GoldLabel",
    "GoldReference",
    "GoldSentence",
    "GoldTurn",
    "LabelledConversation",
    "append",
    "parse_isolated",
    "parse_markup",
    "read_jsonl",
    "read_split",
    "split_of",
    "write_jsonl",
]

STYLES = ("clean", "speech", "chat", "notes", "hard", "plain")
ISOLATED = ("hard", "plain")
SPLITS = ("train", "dev", "test")

_CODES: dict[str, tuple[str, str | None]] = {
    "qo": ("question", "open"),
    "qc": ("question", "closed"),
    "qi": ("question", "indirect"),
    "gs": ("gratitude", "specific"),
    "gp": ("gratitude", "plain"),
    "jd": ("job_request", "direct"),
    "ji": ("job_request", "indirect"),
    "jh": ("job_request", "hint"),
    "cp": ("commitment", "promise"),
    "ca": ("commitment", "agreement"),
    "o": ("offer", None),
}
_LABEL = re.compile(r"(q[oci]\+?|g[sp]|j[dih]|c[pa]|o)(?:\[([^\]]+)\])?(?:=(\d{4}-\d{2}-\d{2}))?(?:\s+|$)")

_SELF = {"da": frozenset(["jeg", "mig", "min", "mit", "mine"]), "en": frozenset(["i", "me", "my", "mine", "myself"])}
_OTHER = {
    "da": frozenset(["du", "dig", "din", "dit", "dine", "jer", "jeres"]),
    "en": frozenset(["you", "your", "yours", "yourself", "yourselves"]),
}
_OTHER_WHEN_MARKED = {"da": frozenset(["i", "de", "dem", "deres"]), "en": frozenset()}
_WORD = re.compile(r"(?<!\w)(\w+(?:['’]\w+)?)([\^~]?)")
_MARK = re.compile(r"(?<=\w)[\^~]")


class CorpusError(ValueError):
    """A labelled file breaks the format; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """One label of a sentence, as the annotation guide defines it."""

    kind: str
    subtype: str | None
    follow_up: bool | None = None
    due: str | None = None
    due_date: str | None = None


@dataclass(frozen=True, slots=True)
class GoldReference:
    """A word that refers to the speaker (``self``) or to the one spoken to (``other``); character offsets into the turn."""

    focus: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence's character offsets into its turn, and its labels."""

    start: int
    end: int
    labels: tuple[GoldLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """One turn with its sentences and references. ``scored`` is false for a line that only gives context."""

    speaker: str
    text: str
    sentences: tuple[GoldSentence, ...]
    references: tuple[GoldReference, ...]
    scored: bool = True


@dataclass(frozen=True, slots=True)
class LabelledConversation:
    """A labelled conversation, or one isolated sentence with the line before it."""

    id: str
    style: str
    language: str
    date: str | None
    me: str | None
    topic: str | None
    turns: tuple[GoldTurn, ...] = field(default_factory=tuple)

    def to_dict(self) -> dict[str, object]:
        """The JSON Lines form."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: dict[str, object]) -> LabelledConversation:
        """The inverse of `to_dict`."""
        turns = tuple(
            GoldTurn(
                speaker=turn["speaker"],
                text=turn["text"],
                scored=turn.get("scored", True),
                sentences=tuple(
                    GoldSentence(s["start"], s["end"], tuple(GoldLabel(**label) for label in s["labels"]))
                    for s in turn["sentences"]
                ),
                references=tuple(GoldReference(**r) for r in turn["references"]),
            )
            for turn in raw["turns"]  # type: ignore[attr-defined]
        )
        plain = {name: raw[name] for name in ("id", "style", "language", "date", "me", "topic")}
        return cls(**plain, turns=turns)  # type: ignore[arg-type]

    @property
    def sentences(self) -> int:
        """How many sentences are scored."""
        return sum(len(turn.sentences) for turn in self.turns if turn.scored)


def _labels(codes: str, where: str) -> tuple[GoldLabel, ...]:
    found: list[GoldLabel] = []
    at = 0
    codes = codes.strip()
    while at < len(codes):
        match = _LABEL.match(codes, at)
        if match is None:
            raise CorpusError(f"{where}: unknown label code at '{codes[at:]}'; known are {', '.join(_CODES)}")
        code, due, due_date = match.groups()
        kind, subtype = _CODES[code.rstrip("+")]
        if kind != "commitment" and (due or due_date):
            raise CorpusError(f"{where}: only cp and ca carry a time expression, not {code}")
        if due_date:
            date.fromisoformat(due_date)
        found.append(
            GoldLabel(
                kind, subtype, follow_up=code.endswith("+") if kind == "question" else None, due=due, due_date=due_date
            )
        )
        at = match.end()
    if len({label.kind for label in found}) != len(found):
        raise CorpusError(f"{where}: two labels of one kind in '{codes}'")
    return tuple(found)


def _read_sentence(line: str, language: str, where: str) -> tuple[str, tuple[GoldLabel, ...], list[GoldReference]]:
    marked, bar, codes = line.partition("||")
    marked = marked.strip()
    if not marked:
        raise CorpusError(f"{where}: labels without a sentence")
    labels = _labels(codes, where) if bar else ()
    references: list[GoldReference] = []
    shift = 0
    for match in _WORD.finditer(marked):
        word, mark = match.group(1).lower(), match.group(2)
        start = match.start(1) - shift
        shift += len(mark)
        if mark == "~":
            continue
        known_self, known_other = word in _SELF[language], word in _OTHER[language]
        if mark == "^" and not (known_self or known_other or word in _OTHER_WHEN_MARKED[language]):
            known_self, known_other = word in _SELF["en"], word in _OTHER["en"]
            if not (known_self or known_other):
                raise CorpusError(f"{where}: '{word}^' is no word of reference")
        if known_self:
            references.append(GoldReference("self", start, start + len(word)))
        elif known_other or (mark == "^" and word in _OTHER_WHEN_MARKED[language]):
            references.append(GoldReference("other", start, start + len(word)))
    text = _MARK.sub("", marked)
    for label in labels:
        if label.due and label.due.lower() not in text.lower():
            raise CorpusError(f"{where}: the time expression '{label.due}' does not stand in the sentence")
        if label.due_date and not label.due:
            raise CorpusError(f"{where}: a date without a time expression")
    return text, labels, references


class _TurnBuilder:
    def __init__(self, speaker: str) -> None:
        self.speaker = speaker
        self.text = ""
        self.sentences: list[GoldSentence] = []
        self.references: list[GoldReference] = []

    def add(self, text: str, labels: tuple[GoldLabel, ...], references: list[GoldReference]) -> None:
        if self.text:
            self.text += " "
        offset = len(self.text)
        self.text += text
        self.sentences.append(GoldSentence(offset, offset + len(text), labels))
        self.references += [GoldReference(r.focus, r.start + offset, r.end + offset) for r in references]

    def build(self) -> GoldTurn:
        return GoldTurn(self.speaker, self.text, tuple(self.sentences), tuple(self.references))


def parse_markup(markup: str, name: str = "markup") -> LabelledConversation:
    """Read one conversation in markup.

    Raises CorpusError with ``name:line`` where the format is broken.
    """
    head: dict[str, str] = {}
    turns: list[_TurnBuilder] = []
    for number, raw in enumerate(markup.lstrip("\ufeff").splitlines(), 1):
        line, where = raw.strip(), f"{name}:{number}"
        if not line:
            continue
        if line.startswith("# ") and not turns:
            key, _, value = line[2:].partition(":")
            head[key.strip()] = value.strip()
            continue
        if line.startswith("@"):
            turns.append(_TurnBuilder(line[1:].strip()))
            continue
        if not turns:
            raise CorpusError(f"{where}: a sentence before the first @speaker")
        language = head.get("lang", "da")
        notes = head.get("style") == "notes"
        goes_on = line.startswith("& ")
        if line.startswith("% "):
            turns.append(_TurnBuilder(turns[-1].speaker))
            turns[-1].text = line[2:].strip()
            continue
        text, labels, references = _read_sentence(line[2:] if goes_on else line, language, where)
        if notes and turns[-1].text and not goes_on:
            turns.append(_TurnBuilder(turns[-1].speaker))
        turns[-1].add(text, labels, references)
    for key in ("id", "style"):
        if not head.get(key):
            raise CorpusError(f"{name}: the head lacks '# {key}: …'")
    if head["style"] not in STYLES:
        raise CorpusError(f"{name}: style '{head['style']}' is not one of {', '.join(STYLES)}")
    built = tuple(turn.build() for turn in turns if turn.text)
    if not built:
        raise CorpusError(f"{name}: no turns")
    speakers = {turn.speaker for turn in built}
    me = head.get("me") or None
    if me is not None and me not in speakers:
        raise CorpusError(f"{name}: 'me' is {me}, but the speakers are {', '.join(sorted(speakers))}")
    when = head.get("date") or None
    if when is not None:
        date.fromisoformat(when)
    return LabelledConversation(head["id"], head["style"], head.get("lang", "da"), when, me, head.get("topic"), built)


def parse_isolated(markup: str, name: str, language: str = "da") -> Iterator[LabelledConversation]:
    """Read isolated sentences, one a line, their style told by the name (``hard-…``, ``plain-…``); ``# `` opens a comment,
    ``# date:`` gives them a date, and ``# notes`` makes them lines of notes.

    Raises CorpusError with ``name:line`` where the format is broken.
    """
    style = name.partition("-")[0]
    if style not in ISOLATED:
        raise CorpusError(f"{name}: isolated sentences are named {'-… or '.join(ISOLATED)}-…")
    when: str | None = None
    for number, raw in enumerate(markup.splitlines(), 1):
        line, where = raw.strip(), f"{name}:{number}"
        if line.startswith("# date:"):
            when = line.partition(":")[2].strip() or None
        if line == "# notes":
            style = "notes"
        if not line or line.startswith("# "):
            continue
        before, arrow, after = line.partition(">>")
        text, labels, references = _read_sentence(after if arrow else before, language, where)
        said = _TurnBuilder("A")
        said.add(text, labels, references)
        turns: list[GoldTurn] = []
        if arrow and before.strip():
            context, _, marks = _read_sentence(before, language, where)
            turns.append(GoldTurn("B", context, (GoldSentence(0, len(context)),), tuple(marks), scored=False))
        turns.append(said.build())
        yield LabelledConversation(f"{name}-{number}", style, language, when, "A", None, tuple(turns))


def read_jsonl(path: Path) -> list[LabelledConversation]:
    """All labelled conversations of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        return [LabelledConversation.from_dict(json.loads(line)) for line in lines if line.strip()]


def write_jsonl(conversations: Iterable[LabelledConversation], path: Path) -> None:
    """Write labelled conversations, one a line."""
    with path.open("w", encoding="utf-8") as out:
        for conversation in conversations:
            out.write(json.dumps(conversation.to_dict(), ensure_ascii=False, separators=(",", ":")) + "\n")


def split_of(identifier: str) -> str:
    """The split a new conversation falls to: decided by its id alone, so that it stays when others come (75/10/15 %).

    ``splits.json`` holds to what was decided before: the first came 60/15/25, the last wholly to train.
    """
    share = int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 100
    return "train" if share < 75 else "dev" if share < 85 else "test"


def read_split(folder: Path, split: str) -> list[LabelledConversation]:
    """The labelled conversations and isolated sentences of one split, as ``splits.json`` in their folder fixes it."""
    if split not in SPLITS:
        raise CorpusError(f"'{split}' is no split; there are {', '.join(SPLITS)}")
    wanted = set(json.loads((folder / "splits.json").read_text(encoding="utf-8"))[split])
    return [c for path in sorted(folder.glob("*.jsonl")) for c in read_jsonl(path) if c.id in wanted]


def append(conversations: Sequence[LabelledConversation], folder: Path) -> None:
    """Add conversations to the corpus in a folder, replacing those of the same id; each goes to the split that its id decides."""
    for name, isolated in (("conversations", False), ("isolated", True)):
        path = folder / f"{name}.jsonl"
        new = {c.id: c for c in conversations if c.id.startswith(ISOLATED) is isolated}
        kept = [c for c in (read_jsonl(path) if path.exists() else []) if c.id not in new]
        write_jsonl([*kept, *new.values()], path)
    place = folder / "splits.json"
    known = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    splits = {split: list(known.get(split, [])) for split in SPLITS}
    assigned = {identifier for ids in splits.values() for identifier in ids}
    for conversation in conversations:
        if conversation.id not in assigned:
            splits[split_of(conversation.id)].append(conversation.id)
    place.write_text(json.dumps(splits, indent=0) + "\n", encoding="utf-8")


def _main() -> int:
    parser = argparse.ArgumentParser(description="Check labelled conversations in markup, and add them to the corpus.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--append", type=Path, metavar="FOLDER", help="add them to the corpus in this folder")
    args = parser.parse_args()
    conversations: list[LabelledConversation] = []
    broken = 0
    for path in args.files:
        try:
            markup = path.read_text(encoding="utf-8")
            isolated = path.name.startswith(ISOLATED)
            conversations += parse_isolated(markup, path.stem) if isolated else [parse_markup(markup, path.name)]
        except ValueError as error:
            broken += 1
            print(error, file=sys.stderr)
    counts = Counter(
        f"{label.kind}/{label.subtype}"
        for c in conversations
        for t in c.turns
        for s in t.sentences
        for label in s.labels
    )
    sentences = sum(conversation.sentences for conversation in conversations)
    print(f"{len(conversations)} conversations, {sentences} sentences, {broken} broken files")
    print(", ".join(f"{key} {count}" for key, count in sorted(counts.items())))
    if args.append and not broken:
        append(conversations, args.append)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(_main())

"""Builds the Danish pipeline that ships under ``models/``: trains its parts, joins them, measures them.

``python -m samtalecoach.training.pipeline --treebank FOLDER`` does it all; FOLDER holds ``train``, ``dev`` and ``test.conllu``. The parts are
trained on train and dev; the scores, on test, go into ``scores.json`` beside the model, from which its card quotes them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import spacy
from spacy.cli.train import train
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc

import samtalecoach.language.spoken_tags  # noqa: F401  (registers a factory)
from samtalecoach.language.lemma_table import LemmaTable
from samtalecoach.resources import resource
from samtalecoach.training import treebank
from samtalecoach.training.corpus import LabelledConversation, read_split
from samtalecoach.training.treebank import TaggedSentence, lower_cased, read_sentences, without_marks, write_sentences

__all__ = ["assemble", "measure", "train_parts"]

CONFIGS = Path(__file__).parent / "configs"
AMBIGUOUS = frozenset(["i", "de", "dem", "deres", "min", "mine", "mit", "tak", "hej"])


def _joined(files: Iterable[Path], joined: Path) -> Path:
    joined.write_text("".join(path.read_text(encoding="utf-8") for path in files), encoding="utf-8")
    return joined


_POLITE = {
    "de": ("PRON", "De", "Case=Nom|Gender=Com|Person=2|Polite=Form|PronType=Prs"),
    "dem": ("PRON", "De", "Case=Acc|Gender=Com|Person=2|Polite=Form|PronType=Prs"),
    "deres": ("DET", "Deres", "Person=2|Polite=Form|Poss=Yes|PronType=Prs"),
    "i": ("PRON", "I", "Case=Nom|Gender=Com|Number=Plur|Person=2|PronType=Prs"),
}


def conversational(nlp: Language, conversations: Iterable[LabelledConversation]) -> list[TaggedSentence]:
    """The turns of labelled conversations that hold an ambiguous word, tagged by a first pipeline and, at those words, by the labels: whether
    *i* and *de* address somebody was annotated, not guessed."""
    found: list[TaggedSentence] = []
    for turn in (turn for conversation in conversations for turn in conversation.turns):
        doc = nlp(turn.text)
        if not any(token.lower_ in _POLITE for token in doc):
            continue
        addressed = {reference.start for reference in turn.references if reference.focus == "other"}
        rows = []
        for token in doc:
            tagged = (token.pos_, token.lemma_, str(token.morph))
            if token.lower_ in _POLITE and token.idx in addressed:
                tagged = _POLITE[token.lower_]
            elif token.lower_ == "i" and token.pos_ == "PRON":
                tagged = ("ADP", "i", "AdpType=Prep")
            elif token.lower_ in _POLITE and "Polite=Form" in token.morph:
                break  # a guess that the labels contradict, and nothing sure to put in its place
            rows.append(tagged)
        else:
            pos, lemmas, morphs = zip(*rows, strict=True)
            words, spaces = tuple(t.text for t in doc), tuple(bool(t.whitespace_) for t in doc)
            found.append(TaggedSentence(words, spaces, pos, morphs, lemmas, None))
    return found


def train_parts(
    treebank_folder: Path, work: Path, only: Iterable[str] = (), seed: int = 0, first: Language | None = None
) -> None:
    """Train tagger, spoken_tags, senter and ner into ``work``; ``only`` names some of them. ``first`` is an earlier pipeline that tags our own
    conversations as further material for the tagger."""
    work.mkdir(parents=True, exist_ok=True)
    dev = str(treebank_folder / "dev.conllu")
    names = ("train.conllu", "dev.conllu")
    main = str(_joined((treebank_folder / name for name in names), work / "train.conllu"))
    supplement = str(resource("data", "supplement", "da", "train.conllu"))
    own = [supplement]
    if first is not None:
        write_sentences(
            conversational(first, read_split(resource("data", "labelled", "da"), "train")), work / "own.conllu"
        )
        own.append(str(work / "own.conllu"))
    overrides: dict[str, dict[str, Any]] = {
        "tagger": {"paths.train": [main, *own], "paths.dev": [dev]},
        "spoken_tags": {"paths.train": [main, *own], "paths.dev": [dev]},
        "senter": {"paths.train": [main], "paths.dev": [dev]},
        "ner": {"paths.train": [main], "paths.dev": [dev]},
    }
    for name in only or overrides:
        train(CONFIGS / f"{name}.cfg", work / name, overrides={**overrides[name], "system.seed": seed})


def assemble(work: Path, treebank_folder: Path, out: Path) -> Language:
    """Join the trained parts into one pipeline in ``out``, with the table of known lemmas, and free of paths."""
    nlp = spacy.load(work / "tagger" / "model-last")
    table = nlp.add_pipe("samtalecoach_lemma_table")
    assert isinstance(table, LemmaTable)
    sentences = [
        *read_sentences(treebank_folder / "train.conllu"),
        *read_sentences(treebank_folder / "dev.conllu"),
        *read_sentences(resource("data", "supplement", "da", "train.conllu"), entities=False),
    ]
    table.learn(row for s in sentences for row in zip(s.words, s.pos, s.morphs, s.lemmas, strict=True))
    table.table = {_canonical(nlp, key): lemma for key, lemma in table.table.items()}
    spoken = spacy.load(work / "spoken_tags" / "model-last")
    nlp.add_pipe("spoken_tags", source=spoken, after="morphologizer")
    for name in ("senter", "ner"):
        nlp.add_pipe(name, source=spacy.load(work / name / "model-last"))
    nlp.meta.update(
        name="samtale",
        version="1.0.0",
        description="Danish: tags, morphology, lemmas, sentence boundaries of print and of speech, names.",
        license="CC BY-SA 4.0",
        author="the samtalecoach authors",
    )
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])  # the training machine's paths mean nothing elsewhere
    nlp.config["corpora"] = {}
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)
    return nlp


def _canonical(nlp: Language, key: str) -> str:
    """A table key with its morphology in spaCy's own order."""
    form, pos, *rest = key.split("|", 2)
    if not rest:
        return key
    [morph] = rest
    return f"{form}|{pos}|{nlp.vocab.morphology.normalize_features(morph)}" if morph else key


def _scores(nlp: Language, sentences: list[TaggedSentence]) -> dict[str, float]:
    examples = list(treebank.examples(nlp, sentences))
    for example in examples:
        for _, component in nlp.pipeline:
            example.predicted = component(example.predicted)
    names = {
        "token_f": "tokens",
        "pos_acc": "upos",
        "morph_acc": "morphology",
        "lemma_acc": "lemma",
        "sents_f": "sentences",
        "ents_f": "ner",
    }
    scores = Scorer(nlp).score(examples)
    return {ours: round(scores[theirs], 4) for theirs, ours in names.items() if scores.get(theirs) is not None}


def _ambiguous(nlp: Language, sentences: list[TaggedSentence]) -> float:
    """The share of ambiguous words whose tag and morphology are both right (gold tokens)."""
    right = total = 0
    for sentence in sentences:
        doc = Doc(nlp.vocab, words=list(sentence.words), spaces=list(sentence.spaces))
        for _, component in nlp.pipeline:
            doc = component(doc)
        for token, pos, morph in zip(doc, sentence.pos, sentence.morphs, strict=True):
            if token.lower_.rstrip(".") in AMBIGUOUS:
                total += 1
                wanted = nlp.vocab.morphology.normalize_features(morph) if morph else ""
                # Whether a possessive stands alone (PRON) or not (DET) decides no reference.
                same_tag = token.pos_ == pos or ({token.pos_, pos} == {"DET", "PRON"} and "Poss=Yes" in morph)
                right += same_tag and str(token.morph) == wanted
    return round(right / total, 4)


def measure(nlp: Language, treebank_folder: Path, split: str = "test") -> dict[str, Any]:
    """All scores of the card."""
    sentences = read_sentences(treebank_folder / f"{split}.conllu")
    supplement = read_sentences(
        resource("data", "supplement", "da", f"{'test' if split == 'test' else 'train'}.conllu"), entities=False
    )
    lower = [lower_cased(without_marks(s)) for s in sentences]
    return {
        "punctuated": _scores(nlp, sentences),
        "lower_cased_unpunctuated": {k: v for k, v in _scores(nlp, lower).items() if k not in ("sentences", "ner")},
        "supplement": {
            **{k: v for k, v in _scores(nlp, supplement).items() if k not in ("sentences", "ner")},
            "ambiguous_words": _ambiguous(nlp, supplement),
            "ambiguous_words_lower_cased": _ambiguous(nlp, [lower_cased(without_marks(s)) for s in supplement]),
        },
    }


def main() -> None:
    """``python -m samtalecoach.training.pipeline``: train, assemble, measure."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--treebank", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument(
        "--work", type=Path, default=None, help="keep the trained parts here, and take them from here with --only"
    )
    parser.add_argument("--only", nargs="*", default=None, help="train these parts only (none: just assemble)")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    out = args.out or resource("models") / "da_samtale"
    with tempfile.TemporaryDirectory() as scratch:
        work = args.work or Path(scratch)
        if args.only is None or args.only:
            if args.only is None:
                train_parts(args.treebank, work, ["tagger"], args.seed)
            first = spacy.load(work / "tagger" / "model-last")
            train_parts(args.treebank, work, args.only or (), args.seed, first)
        nlp = assemble(work, args.treebank, out)
    scores = measure(nlp, args.treebank)
    (out / "scores.json").write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(scores, indent=2))


if __name__ == "__main__":
    main()

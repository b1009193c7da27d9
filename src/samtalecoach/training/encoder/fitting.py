"""Fine-tuning, the same for both encoders: the word embeddings stay as they are, the weights of the last steps are averaged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import torch
from torch import Tensor, nn

from samtalecoach.training.encoder.e5 import PAD, Encoder

__all__ = ["Headed", "Rates", "fine_tune", "padded"]

_FROZEN = "encoder.word.weight"
_WARM_UP = 0.1
_LEAST_RATE = 0.05
_EVERY = 10
"""Every so many steps the weights go into the average."""
log = logging.getLogger(__name__)

Group = TypeVar("Group")


class Rates(Protocol):
    """What of a recipe the optimizer needs: learning rates, and the share of the steps, at the end, that is averaged over."""

    @property
    def rate(self) -> float: ...
    @property
    def head_rate(self) -> float: ...
    @property
    def average(self) -> float: ...


class Headed(nn.Module):
    """An encoder, and a linear head on its hidden states."""

    def __init__(self, encoder: Encoder, outputs: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden, outputs)


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of ids to one tensor, and where a token stands in it; both (rows, tokens)."""
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
    return ids, (ids != PAD).long()


def fine_tune(
    model: Headed,
    plan: Sequence[Sequence[Group]],
    rates: Rates,
    loss_of: Callable[[Group], Tensor],
    after_epoch: Callable[[str], None],
) -> None:
    """Train ``model`` on the batches of each epoch of ``plan``.

    ``after_epoch`` is called with a name for the state of the model: of each epoch, and at last of the averaged weights, which the model
    keeps (there is no choice among epochs).
    """
    model.encoder.word.weight.requires_grad_(False)
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in body if p.ndim > 1], "lr": rates.rate, "weight_decay": 0.01},
            {"params": [p for p in body if p.ndim == 1], "lr": rates.rate, "weight_decay": 0.0},
            {"params": model.head.parameters(), "lr": rates.head_rate, "weight_decay": 0.0},
        ],
        fused=True,
    )
    steps = sum(map(len, plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda n: min(1.0, (n + 1) / (_WARM_UP * steps), max(_LEAST_RATE, (steps - n) / ((1 - _WARM_UP) * steps))),
    )
    mean: dict[str, Tensor] = {}
    averaged = done = 0
    for number, groups in enumerate(plan, 1):
        model.train()
        begun, total = time.time(), 0.0
        for group in groups:
            loss = loss_of(group)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            done += 1
            if done > steps * (1 - rates.average) and done % _EVERY == 0:
                averaged += 1
                for name, value in model.state_dict().items():
                    if name != _FROZEN:
                        mean[name] = mean.get(name, 0) + (value - mean.get(name, 0)) / averaged
        log.info("epoch %d, %d steps, %.0f s, loss %.4f", number, len(groups), time.time() - begun, total / len(groups))
        after_epoch(f"epoch {number}")
    if mean:
        model.load_state_dict(mean, strict=False)
        after_epoch("averaged")

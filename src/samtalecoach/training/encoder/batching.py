"""Batches of sequences of like length, for both encoders."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Protocol, TypeVar

__all__ = ["batches"]


class _Sequence(Protocol):
    @property
    def ids(self) -> list[int]: ...


Sample = TypeVar("Sample", bound=_Sequence)


def batches(samples: Iterable[Sample], tokens: int, rng: random.Random | None, noise: float) -> list[list[Sample]]:
    """Samples of like length together, up to ``tokens`` a batch with its padding; with ``rng`` in random order, lengths blurred by
    ``noise`` pieces."""
    blur = rng.uniform if rng else (lambda _a, _b: 0.0)
    made: list[list[Sample]] = []
    for one in sorted(samples, key=lambda s: len(s.ids) + blur(-noise, noise)):
        if not made or (len(made[-1]) + 1) * max(len(one.ids), *(len(s.ids) for s in made[-1])) > tokens:
            made.append([])
        made[-1].append(one)
    if rng:
        rng.shuffle(made)
    return made

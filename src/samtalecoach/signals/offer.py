"""Offers: the speaker offers the other help, time, knowledge or a contact, unpaid and unasked."""

from __future__ import annotations

from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["offer"]


@register("offer")
def offer(judged: Judged) -> Finding | None:
    """An offer, as the classifier has it."""
    return supported(judged)

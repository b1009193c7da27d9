"""Job requests: the speaker asks for work (``direct``), for help to get it (``indirect``), or says that they seek it (``hint``)."""

from __future__ import annotations

from samtalecoach.signals.base import Finding, Judged, register, supported

__all__ = ["job_request"]


@register("job_request")
def job_request(judged: Judged) -> Finding | None:
    """A job request, as the classifier has it."""
    return supported(judged)

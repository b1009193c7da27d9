"""The signals: one detector a file. Importing the package registers them."""

from samtalecoach.signals import commitment, gratitude, job_request, offer, question
from samtalecoach.signals.base import Detector, Finding, Judged, detectors, register
from samtalecoach.signals.find import find_signals

__all__ = [
    "Detector",
    "Finding",
    "Judged",
    "commitment",
    "detectors",
    "find_signals",
    "gratitude",
    "job_request",
    "offer",
    "question",
    "register",
]

"""The signals: one detector a file. Importing the package registers them, in the order in which they run."""

# isort: off
from samtalecoach.signals import job_request as _job_request  # noqa: F401
from samtalecoach.signals import offer as _offer  # noqa: F401
from samtalecoach.signals import commitment as _commitment  # noqa: F401
from samtalecoach.signals import gratitude as _gratitude  # noqa: F401
from samtalecoach.signals import question as _question  # noqa: F401
# isort: on
from samtalecoach.signals.base import Detector, Finding, detectors, register
from samtalecoach.signals.find import find_signals

__all__ = ["Detector", "Finding", "detectors", "find_signals", "register"]

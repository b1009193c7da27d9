"""What the tests share: the models are loaded once."""

from __future__ import annotations

import pytest
from hypothesis import settings

from samtalecoach.analyzer import Analyzer
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.language.reading import Reader

# The same examples on every run, however slow the machine: what fails, fails for a reason. To search further, run with
# --hypothesis-profile=search.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=5000)
settings.load_profile("same")

DIALOGUE = """\
Mette: Hej Lars. Tak fordi du tog dig tid til at mødes i dag. Hvordan kom du ind i branchen?
Lars: Selv tak. Jeg begyndte som praktikant på et lille værft, og siden har jeg bygget vindmøller i tolv år. Vi har lige fået et nyt lagersystem.
Mette: Hvad har været det sværeste ved at bygge vindmøller? Jeg har selv arbejdet med logistik, og min chef lod mig prøve det hele.
Lars: Det er vejret. Vi venter ofte på vinden, og så står kranerne stille i flere dage.
Mette: Jeg sender dig en artikel om kraner på fredag. Sig til, hvis jeg kan hjælpe med jeres lager.
Lars: Det lyder godt. Lad os mødes igen på torsdag.
"""


@pytest.fixture(scope="session")
def coach() -> Analyzer:
    """The analyzer with the shipped models."""
    return Analyzer()


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the shipped Danish pipeline."""
    return Reader(load_pipeline(), "da")


@pytest.fixture(scope="session")
def dialogue() -> str:
    """A short coffee meeting with every kind of signal but a job request."""
    return DIALOGUE

"""Every fuzz target, for a short fixed count: with atheris where it is installed, else with seeds that Hypothesis changes.

Changed at random, XML is mostly damaged: documents with elements and attributes that were moved, doubled and lost are tried apart.
"""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import fuzzing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

TARGETS = sorted(path.stem for path in Path(__file__).parent.glob("fuzz_*.py"))
RUNS = 200


@st.composite
def changed(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with a few of its bytes replaced, cut out or doubled."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 8)))
        data = data[:start] + draw(st.binary(max_size=8) | st.just(data[start:end] * 2)) + data[end:]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_read(name: str) -> None:
    module = importlib.import_module(name)
    for seed in module.SEEDS:
        module.target(seed)


def with_atheris(name: str) -> None:
    """Run the target in a process of its own: atheris ends the one that it runs in."""
    command = [sys.executable, f"{name}.py", f"-runs={RUNS}", "-seed=1", "-verbosity=0"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-2000:]


def with_hypothesis(name: str) -> None:
    """Run the target on seeds that were changed."""
    module = importlib.import_module(name)

    @settings(max_examples=RUNS // 4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(changed(module.SEEDS))
    def run(data: bytes) -> None:
        module.target(data)

    run()


@pytest.mark.parametrize("name", TARGETS)
def test_changed_seeds(name: str) -> None:
    engine = with_atheris if fuzzing.HAS_ATHERIS else with_hypothesis
    engine(name)


def rearranged(xml: bytes, chance: random.Random) -> bytes:
    """The XML with some of its elements and attributes moved, doubled, renamed, emptied or lost."""
    root = etree.fromstring(xml)
    for _ in range(chance.randint(1, 5)):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        one, other = chance.choice(elements), chance.choice(elements)
        change = chance.randrange(6)
        if change == 0 and one.getparent() is not None:
            one.getparent().remove(one)
        elif change == 1:
            other.append(deepcopy(one))
        elif change == 2:
            one.tag = other.tag
        elif change == 3 and one.attrib:
            one.attrib[chance.choice(list(one.attrib))] = chance.choice(["", "-1", "99999999999", "x", "1e9", "true"])
        elif change == 4 and one.attrib:
            del one.attrib[chance.choice(list(one.attrib))]
        else:
            one.text = chance.choice(["", "hej", "Mette: hej", "\n", "0:03", "\u200b"])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


@pytest.mark.parametrize("name", ["fuzz_word", "fuzz_opendocument", "fuzz_table"])
def test_rearranged_documents(name: str) -> None:
    module = importlib.import_module(name)
    with ZipFile(BytesIO(module.SEEDS[1])) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    written = [part for part, content in parts.items() if part.endswith((".xml", ".rels")) and content.strip()]
    chance = random.Random(1)
    for _ in range(60):
        stream = BytesIO()
        changes = {part: rearranged(parts[part], chance) for part in chance.sample(written, 2)}
        with ZipFile(stream, "w") as archive:
            for part, content in (parts | changes).items():
                archive.writestr(part, content)
        module.target(stream.getvalue())

"""The wheel carries code, models and data, and works outside the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an empty environment with the built wheel; what it depends on is borrowed from this one."""
    scratch = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(scratch), str(ROOT)],
        check=True,
        capture_output=True,
    )
    [wheel] = scratch.glob("*.whl")
    home = scratch / "env"
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(packages), str(wheel)],
        check=True,
        capture_output=True,
    )
    return home / "bin" / "python"


def test_analyzes_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "samtale.txt").write_text(
        "Mette: Hej Lars, tak for kaffen. Hvordan kom du ind i faget?\nLars: Det var et tilfælde.", encoding="utf-8"
    )
    command = [str(installed), "-m", "samtalecoach.cli", "analyze", "samtale.txt", "--me", "Mette", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert {signal["kind"] for signal in report["signals"]} >= {"gratitude", "question"}
    where = subprocess.run(
        [str(installed), "-c", "import samtalecoach; print(samtalecoach.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(ROOT) not in where.stdout


def test_demo_and_html_report(installed: Path, tmp_path: Path) -> None:
    command = [str(installed), "-m", "samtalecoach.cli", "demo", "--format", "html", "--output", "rapport.html"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert "<svg" in (tmp_path / "rapport.html").read_text(encoding="utf-8")


def test_spacy_finds_the_component(installed: Path, tmp_path: Path) -> None:
    code = (
        "import spacy; from samtalecoach.resources import resource;"
        "nlp = spacy.load(resource('models', 'da_samtale')); nlp.add_pipe('samtalecoach');"
        "doc = nlp('Mange tak for kaffen.'); print([span.label_ for span in doc.spans['signals']])"
    )
    done = subprocess.run([str(installed), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "gratitude/specific" in done.stdout

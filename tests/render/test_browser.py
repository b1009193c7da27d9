"""The HTML report in a real browser: it stands on its own, and nothing in a transcript becomes code."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from samtalecoach.render.html import render_html

from .example import example
from .variants import hostile

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


def _run(tmp_path: Path, html: str, *flags: str) -> str:
    page = tmp_path / "report.html"
    page.write_text(html, encoding="utf-8")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout


def test_page_shows_headings_pictures_and_transcript(tmp_path: Path) -> None:
    dom = _run(tmp_path, render_html(example()), "--dump-dom")
    assert dom.count("<h1") == 1
    assert "<svg" in dom
    assert 'id="turn-1"' in dom or 'id="turn-0"' in dom


def test_nothing_hostile_runs(tmp_path: Path) -> None:
    """A script would change the title of the page; the content policy and the escaping both forbid it."""
    dom = _run(tmp_path, render_html(hostile()), "--dump-dom")
    assert "<script" not in dom.lower()


def test_prints(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    _run(tmp_path, render_html(example()), f"--print-to-pdf={target}")
    assert target.read_bytes().startswith(b"%PDF")

"""The command line: what it prints where, and how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from samtalecoach import __version__
from samtalecoach.cli import app
from samtalecoach.ingest import readers
from samtalecoach.resources import resource


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def really(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "samtalecoach.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def check_failed(result: Result, *told: str) -> None:
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert result.stderr.startswith("samtalecoach: ")
    for word in told:
        assert word in result.stderr


@pytest.fixture
def file(tmp_path: Path, dialogue: str) -> Path:
    path = tmp_path / "kaffe med æ.txt"
    path.write_text(dialogue, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(resource("data", "schema", "report.schema.json").read_text(encoding="utf-8"))


def test_help_has_examples() -> None:
    result = run("analyze", "--help")
    assert result.exit_code == 0
    for word in ("Eksempler", "samtalecoach analyze kaffemoede.txt --me Mette", "--output", "--date", "--format"):
        assert word in result.stdout
    assert "analyze" in run("--help").stdout
    assert "demo" in run("--help").stdout


def test_version() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"samtalecoach {__version__}\n")


def test_the_report_goes_to_standard_output(file: Path) -> None:
    result = run("analyze", file, "--me", "mette")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Mette" in result.stdout
    assert "\x1b" not in result.stdout


def test_json_is_the_contract(file: Path, schema: Any) -> None:
    result = run("analyze", file, "--me", "Mette", "--date", "2026-03-11", "--format", "json")
    found = json.loads(result.stdout)
    jsonschema.validate(found, schema)
    facts = found["conversation"]
    assert (facts["me"], facts["date"], facts["source"]) == ("Mette", "2026-03-11", file.name)
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("form", "start"), [("html", "<!doctype html>"), ("markdown", "#"), ("json", "{"), ("terminal", "")]
)
def test_every_form_on_the_screen_and_in_a_file(file: Path, tmp_path: Path, form: str, start: str) -> None:
    shown = run("analyze", file, "--format", form)
    target = tmp_path / "rapport æøå"
    written = run("analyze", file, "--format", form, "--output", target)
    assert (shown.exit_code, written.exit_code, written.stdout) == (0, 0, "")
    assert str(target) in written.stderr
    assert shown.stdout.lower().startswith(start)
    text = target.read_text(encoding="utf-8")
    if form != "terminal":
        assert text == shown.stdout
    assert "Mette" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([file.name, target.name])


@pytest.mark.parametrize("arguments", [["-"], []])
def test_a_pasted_text(arguments: list[str], dialogue: str) -> None:
    result = run("analyze", *arguments, "--format", "json", stdin=dialogue)
    found = json.loads(result.stdout)
    assert [turn["speaker"] for turn in found["turns"]] == ["Mette", "Lars"] * 3
    assert result.exit_code == 0


@pytest.mark.parametrize(("arguments", "language"), [([], "da"), (["auto"], "da"), (["da"], "da"), (["en"], "en")])
def test_the_language_of_the_report(file: Path, schema: Any, arguments: list[str], language: str) -> None:
    chosen = ["--report-lang", *arguments] if arguments else []
    found = json.loads(run("analyze", file, "--me", "Mette", *chosen, "--format", "json").stdout)
    jsonschema.validate(found, schema)
    assert (found["conversation"]["language"], found["report_language"]) == ("da", language)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_every_form_in_english(file: Path, tmp_path: Path, form: str) -> None:
    shown = run("analyze", file, "--me", "Mette", "--report-lang", "en", "--format", form)
    assert (shown.exit_code, shown.stderr) == (0, "")
    for text in ("Your conversation with Lars", "Four pieces of advice", "“Hvordan kom du ind i branchen?”"):
        assert text in shown.stdout
    assert "»" not in shown.stdout
    target = tmp_path / "report"
    run("analyze", file, "--me", "Mette", "--report-lang", "en", "--format", form, "--output", target)
    assert "Your conversation with Lars" in target.read_text(encoding="utf-8")


def test_a_script_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "farlig.txt"
    file.write_text(
        "Mette: <script>alert(1)</script> tak for kaffen\nLars: </pre><img src=x onerror=alert(1)>\n", encoding="utf-8"
    )
    html = run("analyze", file, "--me", "Mette", "--format", "html").stdout
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert (
        "<script>alert(1)</script>" in json.loads(run("analyze", file, "--format", "json").stdout)["turns"][0]["text"]
    )


def test_a_missing_file(tmp_path: Path) -> None:
    check_failed(run("analyze", tmp_path / "nej.txt"), "nej.txt", "findes ikke")


def test_a_folder(tmp_path: Path) -> None:
    check_failed(run("analyze", tmp_path), "mappe")


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "tom"), (b" \n\n", "tom"), (b"...\n!", "ingen ord"), (b"%PDF-1.7\n\x00\x01\xff", "beskadiget")],
)
def test_files_that_hold_no_text(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "fil.txt"
    file.write_bytes(content)
    check_failed(run("analyze", file), told, "fil.txt")


@pytest.mark.parametrize("content", [b"", b"\n \n", bytes(range(256)) * 4])
def test_pasted_nothing(content: bytes) -> None:
    check_failed(run("analyze", "-", stdin=content))


def test_an_unknown_me_lists_the_speakers(file: Path) -> None:
    check_failed(run("analyze", file, "--me", "Ole"), "Ole", "Mette, Lars")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--date", "torsdag"], ["torsdag", "2026-03-11"]),
        (["--date", "2026-02-30"], ["2026-02-30"]),
        (["--format", "pdf"], ["pdf", "terminal", "json", "markdown", "html", "--help"]),
        (["--lang", "sv"], ["sv", "auto"]),
        (["--report-lang", "sv"], ["--report-lang", "sv", "auto", "da", "en", "--help"]),
        (["--model", "da_no_such_model"], ["da_no_such_model", "spacy download"]),
        (["--colour"], ["--colour", "--help"]),
        (["--me"], ["--me"]),
        (["another.txt"], ["another.txt"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_usage(file: Path, arguments: list[str], told: list[str]) -> None:
    check_failed(run("analyze", file, *arguments), *told)


@pytest.mark.parametrize("arguments", [["analyse"], ["--colour"]])
def test_wrong_commands(arguments: list[str]) -> None:
    check_failed(run(*arguments), arguments[0])


@pytest.mark.parametrize("arguments", [["--me", "Ole"], ["--date", "x"], ["--model", "da_no_such_model"]])
def test_no_file_is_left_by_a_failure(file: Path, tmp_path: Path, arguments: list[str]) -> None:
    target = tmp_path / "rapport.html"
    target.write_text("gammel", encoding="utf-8")
    check_failed(run("analyze", file, "--format", "html", "--output", target, *arguments))
    assert target.read_text(encoding="utf-8") == "gammel"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([file.name, target.name])


@pytest.mark.parametrize("target", ["nothing/rapport.html", "."])
def test_an_output_that_cannot_be_written(file: Path, tmp_path: Path, target: str) -> None:
    check_failed(run("analyze", file, "--output", tmp_path / target), "--output")
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_process_of_its_own(file: Path, schema: Any) -> None:
    done = really("analyze", file, "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    jsonschema.validate(json.loads(done.stdout), schema)


def test_a_process_that_fails(tmp_path: Path) -> None:
    done = really("analyze", tmp_path / "nej.txt", "--output", tmp_path / "rapport.html")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.decode("utf-8").splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_demo() -> None:
    result = run("demo")
    assert result.exit_code == 0
    assert "Mette" in result.stdout
    assert "kaffemoede.txt" in result.stderr
    assert json.loads(run("demo", "--format", "json").stdout)["overall"]["score"] is not None


def test_the_demo_in_english() -> None:
    result = run("demo", "--report-lang", "en")
    assert result.exit_code == 0
    assert result.stdout.startswith("Your conversation with Lars\n11 March 2026")
    check_failed(run("demo", "--report-lang", "sv"), "--report-lang", "sv")


def test_formats_tell_how_to_export_from_each_product() -> None:
    told = run("formats")
    assert told.exit_code == 0
    for product in ("Microsoft Teams", "Zoom", "WhatsApp", "Udskriften ligger i", "--speaker"):
        assert product in told.stdout


def test_every_reader_is_told_of() -> None:
    table = tomllib.loads(resource("data", "interface", "formats.da.toml").read_text(encoding="utf-8"))
    told = {reader for row in table["format"] for reader in row["readers"]}
    refusing = {"unreadable", "unknown_json"}  # they read nothing, but say why
    assert told == {reader.name for reader in readers()} - refusing


def test_speakers_get_their_names(tmp_path: Path) -> None:
    path = tmp_path / "optagelse.txt"
    path.write_text(
        "SPEAKER_00: Tak for kaffen.\nSPEAKER_01: Selv tak.\nSPEAKER_00: Hvad laver du?\n", encoding="utf-8"
    )
    names = ("--speaker", "SPEAKER_00=Mette", "--speaker", "SPEAKER_01=Lars")
    report = json.loads(run("analyze", path, *names, "--me", "Mette", "--format", "json").stdout)
    assert report["conversation"]["participants"] == ["Mette", "Lars"]
    assert report["conversation"]["me"] == "Mette"
    check_failed(run("analyze", path, "--speaker", "SPEAKER_09=Mette"), "SPEAKER_09", "SPEAKER_00, SPEAKER_01")
    check_failed(run("analyze", path, "--speaker", "Mette"), "lighedstegn")

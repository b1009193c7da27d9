"""The command line: ``samtalecoach analyze``, ``samtalecoach demo``."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperGroup

from samtalecoach import __version__
from samtalecoach.errors import SamtalecoachError

if TYPE_CHECKING:
    from samtalecoach.analyzer import Analyzer
    from samtalecoach.report import Report

__all__ = ["app", "main"]

DEMO = "kaffemoede.txt"
_EXAMPLES = """
Eksempler:

  samtalecoach analyze kaffemoede.txt --me Mette

  samtalecoach analyze --me Mette          (indsæt teksten, afslut med Ctrl-D)

  samtalecoach analyze noter.txt --format html --output rapport.html

  samtalecoach analyze samtale.txt --format json | jq .overall
"""

_UsageError = cast(type[Exception], typer.BadParameter.__base__)


class _Commands(TyperGroup):
    """Tells of a wrong command, option or value in one line, as of every other error."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args:
            return super().parse_args(ctx, args)
        try:
            return super().parse_args(ctx, args)
        except _UsageError as error:
            _wrong_usage(error, ctx)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except _UsageError as error:
            _wrong_usage(error, ctx)


def _wrong_usage(error: Any, ctx: Any) -> NoReturn:
    told = " ".join(error.format_message().split())
    place = (getattr(error, "ctx", None) or ctx).command_path
    _fail(f"{told.rstrip('.')}; se '{place} --help'.")


app = typer.Typer(
    cls=_Commands,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Læser en samtale eller noter fra den og giver dig en rapport: hvad du gjorde godt, og hvad du kan gøre anderledes. "
    "Alt foregår på din egen maskine.",
    epilog="Prøv 'samtalecoach demo', eller 'samtalecoach analyze --help'.",
)


class Language(StrEnum):
    """What ``--lang`` and ``--report-lang`` take."""

    auto = "auto"
    da = "da"
    en = "en"


class Format(StrEnum):
    """What ``--format`` takes."""

    terminal = "terminal"
    json = "json"
    markdown = "markdown"
    html = "html"


def _fail(error: object) -> NoReturn:
    typer.echo(f"samtalecoach: {error}", err=True)
    raise typer.Exit(2)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"samtalecoach {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Vis versionen.")
    ] = False,
) -> None:
    pass


MeOption = Annotated[
    str | None, typer.Option("--me", metavar="NAVN", help="Hvem du er i samtalen (begyndelsen af navnet er nok).")
]
LangOption = Annotated[Language, typer.Option("--lang", help="Samtalens sprog.")]
ReportLangOption = Annotated[Language, typer.Option("--report-lang", help="Rapportens sprog; auto er samtalens.")]
DateOption = Annotated[str | None, typer.Option("--date", metavar="ÅÅÅÅ-MM-DD", help="Dagen, da samtalen fandt sted.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Rapportens form.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", metavar="FIL", help="Skriv rapporten i en fil i stedet for på skærmen.")
]
AnonymizeOption = Annotated[
    bool, typer.Option("--anonymize", help="Erstat navne, mailadresser og numre, før samtalen analyseres.")
]
FastOption = Annotated[bool, typer.Option("--fast", help="Hurtigere og lidt mindre nøjagtigt.")]
ModelOption = Annotated[
    str | None, typer.Option("--model", metavar="NAVN|STI", help="En anden spaCy-pipeline end den indbyggede.")
]


SpeakerOption = Annotated[
    list[str] | None,
    typer.Option(
        "--speaker", metavar="NAVN=RETTE NAVN", help="Giv en taler et navn: --speaker SPEAKER_00=Mette (kan gentages)."
    ),
]

ColumnsOption = Annotated[
    str | None,
    typer.Option("--columns", metavar="TALER,TEKST", help="Kolonnerne i en tabel, hvis de ikke findes af sig selv."),
]


@app.command(epilog=_EXAMPLES)
def analyze(
    file: Annotated[
        str, typer.Argument(metavar="[FIL|-]", help="En fil, eller - for at indsætte teksten.", show_default=False)
    ] = "-",
    me: MeOption = None,
    lang: LangOption = Language.auto,
    report_lang: ReportLangOption = Language.auto,
    date: DateOption = None,
    format: FormatOption = Format.terminal,
    output: OutputOption = None,
    anonymize: AnonymizeOption = False,
    model: ModelOption = None,
    fast: FastOption = False,
    speaker: SpeakerOption = None,
    columns: ColumnsOption = None,
) -> None:
    """Analysér én samtale eller ét sæt noter."""
    from samtalecoach.analyzer import Analyzer

    try:
        coach = Analyzer(
            lang.value,
            report_lang=report_lang.value,
            model=model,
            anonymize=anonymize,
            accuracy="fast" if fast else "full",
        )
        _analyze(file, me, date, format, output, coach, _speaker_names(speaker or []), columns)
    except SamtalecoachError as error:
        _fail(error)


@app.command()
def demo(
    report_lang: ReportLangOption = Language.auto,
    format: FormatOption = Format.terminal,
    output: OutputOption = None,
) -> None:
    """Vis rapporten for en samtale, der følger med."""
    from samtalecoach.analyzer import Analyzer
    from samtalecoach.resources import resource

    try:
        path = resource("data", "samples", DEMO)
        typer.echo(f"Samtalen: {path}", err=True)
        _analyze(str(path), "Mette", None, format, output, Analyzer("da", report_lang=report_lang.value))
    except SamtalecoachError as error:
        _fail(error)


@app.command()
def formats() -> None:
    """Vis, hvilke filer der kan læses, og hvordan du får dem ud af hvert program."""
    import tomllib

    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    from samtalecoach.resources import resource

    told = tomllib.loads(resource("data", "interface", "formats.da.toml").read_text(encoding="utf-8"))
    console = Console(highlight=False)
    console.print(Text(told["heading"]["title"], style="bold"), Text(told["heading"]["intro"]), "", sep="\n")
    for row in told["format"]:
        console.print(Text.assemble((row["product"], "bold"), f"  {row['files']}"))
        console.print(Padding(Text(row["export"]), (0, 0, 1, 2)))
    console.print(Text(told["heading"]["outro"]))


def _speaker_names(given: list[str]) -> dict[str, str]:
    """``["SPEAKER_00=Mette"]`` as a dictionary."""
    names: dict[str, str] = {}
    for pair in given:
        label, sign, name = pair.rpartition("=")
        if not sign:
            raise SamtalecoachError(f"'{pair}' mangler et lighedstegn; skriv --speaker 'SPEAKER_00=Mette'.")
        names[label] = name
    return names


def _analyze(
    file: str,
    me: str | None,
    date: str | None,
    format: Format,
    output: Path | None,
    coach: Analyzer,
    speaker_names: dict[str, str] | None = None,
    columns: str | None = None,
) -> None:
    from samtalecoach.ingest import read_conversation

    pasted = file == "-"
    conversation = read_conversation(
        _pasted() if pasted else _existing(file),
        name="-" if pasted else None,
        me=me,
        speaker_names=speaker_names,
        columns=columns.split(",") if columns else (),
    )
    report = coach.analyze(conversation, date=date)
    if output is not None:
        _write(output, _rendered(report, format, output))
        typer.echo(f"Rapporten ligger i {output}", err=True)
    elif format is Format.terminal:
        _show(report)
    else:
        typer.echo(_rendered(report, format, None), nl=False)


def _pasted() -> bytes:
    if sys.stdin.isatty():
        typer.echo("Indsæt samtalen, og afslut med Ctrl-D (i Windows Ctrl-Z og Enter):", err=True)
    return sys.stdin.buffer.read()


def _existing(file: str) -> Path:
    path = Path(file)
    if path.is_dir():
        raise SamtalecoachError(f"'{file}' er en mappe; angiv én fil.")
    if not path.exists():
        raise SamtalecoachError(f"Filen '{file}' findes ikke; kontrollér stien.")
    return path


def _rendered(report: Report, format: Format, output: Path | None) -> str:
    if format is Format.html:
        return report.to_html()
    if format is Format.json:
        return report.to_json() + "\n"
    if format is Format.markdown:
        return report.to_markdown()
    from io import StringIO

    from rich.console import Console

    from samtalecoach.render.terminal import render_terminal

    text = StringIO()
    render_terminal(report, Console(file=text, width=100))
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise SamtalecoachError(
            f"Rapporten kan ikke skrives i '{path}' ({error.strerror}); vælg en anden fil med --output."
        ) from error


def _show(report: Report) -> None:
    from rich.console import Console

    from samtalecoach.render.terminal import render_terminal

    render_terminal(report, Console())


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


if __name__ == "__main__":
    main()

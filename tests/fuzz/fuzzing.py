"""What the fuzz targets share: small real files to begin with, and the runs.

A target is run alone, for as long as wanted: ``python tests/fuzz/fuzz_word.py -runs=100000`` (options of libFuzzer).
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:  # what is fuzzed is imported by the targets, after it was prepared
    from samtalecoach.conversation import Conversation
    from samtalecoach.ingest.registry import Source

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "ingest"))

HAS_ATHERIS = importlib.util.find_spec("atheris") is not None
Target = Callable[[bytes], None]


def instrumented(*packages: str) -> AbstractContextManager[object]:
    """While the packages are imported in here, they are prepared to tell the fuzzer which of their branches are taken."""
    if not HAS_ATHERIS or "pytest" in sys.modules:
        return nullcontext()
    atheris = importlib.import_module("atheris")
    manager: AbstractContextManager[object] = atheris.instrument_imports(include=list(packages))
    return manager


def allowing(read: Callable[[Source], Conversation | None]) -> Target:
    """A target that reads the bytes and allows the one error that users meet."""
    from samtalecoach.errors import SamtalecoachError
    from samtalecoach.ingest.registry import Source

    def target(data: bytes) -> None:
        try:
            conversation = read(Source(data, "fuzz.bin"))
        except SamtalecoachError as error:
            assert str(error).endswith(".")
        else:
            assert conversation is None or conversation.to_json().encode()

    return target


def inside(package: bytes, name: str, read: Callable[[Source], Conversation | None]) -> Target:
    """A target that reads the bytes as they are, and as one file of the package: a ZIP that is changed at random is mostly damaged."""
    whole = allowing(read)
    with ZipFile(BytesIO(package)) as archive:
        parts = {other: archive.read(other) for other in archive.namelist() if other != name}

    def target(data: bytes) -> None:
        whole(data)
        stream = BytesIO()
        with ZipFile(stream, "w") as changed:
            for other, content in (parts | {name: data}).items():
                changed.writestr(other, content)
        whole(stream.getvalue())

    return target


def part_of(package: bytes, name: str) -> bytes:
    """One file of the package, to begin with."""
    try:
        with ZipFile(BytesIO(package)) as archive:
            return archive.read(name)
    except BadZipFile:
        return b""


def fuzz(target: Target, seeds: Sequence[bytes], options: Mapping[str, int] | None = None) -> None:
    """Run the target with atheris, beginning with the seeds; the options are those of the command line, and libFuzzer's."""
    atheris = importlib.import_module("atheris")
    limits = {"max_len": 20_000, "len_control": 0, "timeout": 10, "rss_limit_mb": 1024, **(options or {})}
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            (Path(corpus) / str(number)).write_bytes(seed)
        given = [f"-{name}={value}" for name, value in limits.items()]
        atheris.Setup([sys.argv[0], *given, *sys.argv[1:], corpus], target)
        atheris.Fuzz()

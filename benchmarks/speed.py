"""How fast samtalecoach is, as ratios to named baselines measured in the same run: ``python benchmarks/speed.py``.

* start: ``samtalecoach --help`` and ``samtalecoach demo`` as whole processes, against ``python -c pass`` and against importing spaCy
* analysis: words per second of ``Analyzer.analyze_many`` on the shipped samples, against tagging the same turns with the same pipeline
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from samtalecoach import Analyzer
from samtalecoach.ingest import read_conversation
from samtalecoach.language.pipeline import load_pipeline
from samtalecoach.resources import resource

RUNS = 5


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of several runs after one that does not count."""
    times: list[float] = []
    for _ in range(runs + 1):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return median(times[1:])


def process(*arguments: str) -> Callable[[], object]:
    """A Python process from start to end."""
    return lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=True)


def main() -> None:
    """Measure and print."""
    bare = seconds(process("-c", "pass"))
    spacy = seconds(process("-c", "import spacy"))
    help_page = seconds(process("-m", "samtalecoach.cli", "--help"))
    demo = seconds(process("-m", "samtalecoach.cli", "demo"))
    print(f"python -c pass              {bare:6.2f} s")
    print(f"python -c 'import spacy'    {spacy:6.2f} s")
    print(f"samtalecoach --help         {help_page:6.2f} s   {help_page / bare:5.1f} × python -c pass")
    print(f"samtalecoach demo           {demo:6.2f} s   {demo / spacy:5.1f} × import spacy")

    samples = sorted(resource("data", "samples").glob("*.txt"))
    conversations = [read_conversation(path) for path in samples] * 5
    words = sum(conversation.words for conversation in conversations)
    coach, nlp = Analyzer("da"), load_pipeline()
    turns = [turn.text for conversation in conversations for turn in conversation.turns]
    tagging = seconds(lambda: list(nlp.pipe(turns, batch_size=64)))
    analysis = seconds(lambda: list(coach.analyze_many(conversations)))
    print(f"tagging                     {words / tagging:6.0f} words/s")
    print(f"analysis, reports included  {words / analysis:6.0f} words/s   {analysis / tagging:5.1f} × tagging")


if __name__ == "__main__":
    main()

"""The texts of the user interface in one language, and that language's way of writing numbers, dates and lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date as Date
from functools import cache
from typing import Any

from samtalecoach.errors import SamtalecoachError
from samtalecoach.report import Signal
from samtalecoach.resources import resource
from samtalecoach.scores import limit

__all__ = ["Texts", "load_texts"]

NBSP = "\N{NO-BREAK SPACE}"


class Texts:
    """Texts by dotted key, as in ``data/interface/LANG.toml``: ``texts("overall.heading")``."""

    def __init__(
        self, language: str, entries: Mapping[str, str], months: Sequence[str], weekdays: Sequence[str]
    ) -> None:
        self.language = language
        self._entries = dict(entries)
        self._months = tuple(months)
        self._weekdays = tuple(weekdays)

    @property
    def entries(self) -> dict[str, str]:
        """All texts by key, a copy."""
        return dict(self._entries)

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key, its ``{names}`` filled in. Raises SamtalecoachError where there is no such text."""
        try:
            return self._entries[key].format_map(values)
        except KeyError as error:
            raise SamtalecoachError(
                f"The text '{key}' or its value {error} is missing; look in data/interface/{self.language}.toml."
            ) from error

    def count(self, key: str, number: int) -> str:
        """A number with its noun: ``texts.count("turns", 1)`` is "1 replik"."""
        return self(f"count.{key}.{'one' if number == 1 else 'many'}", number=self.number(number))

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with the language's thousands separator and decimal mark."""
        written = f"{value:,.{decimals}f}"
        marks = {",": self("format.thousands"), ".": self("format.decimal")}
        return "".join(marks.get(character, character) for character in written)

    def percent(self, share: float) -> str:
        """A share of 0–1 in whole per cent."""
        return self("format.percent", number=self.number(share * 100)).replace(" ", NBSP)

    def score(self, score: int | None) -> str:
        """A score as "55 af 100", or that it cannot be assessed."""
        return self("page.not_assessed") if score is None else self("format.score", score=score)

    def date(self, day: Date, *, weekday: bool = False) -> str:
        """A date in words, with its weekday on request."""
        return self(
            "format.date_weekday" if weekday else "format.date",
            day=day.day,
            month=self._months[day.month - 1],
            year=day.year,
            weekday=self._weekdays[day.weekday()],
        )

    def listing(self, parts: Sequence[str]) -> str:
        """Parts as a list in running text: "a, b og c"."""
        *first, last = parts or [""]
        return f"{', '.join(first)} {self('format.and')} {last}" if first else last

    def quote(self, text: str) -> str:
        """A quotation in the language's quotation marks."""
        return self("format.quote", text=text)

    def signal(self, signal: Signal) -> str:
        """What a signal is, in words: "Åbent spørgsmål, opfølgende"; told as uncertain where it is one of those that are often wrong."""
        exact = f"signal.{signal.kind}.{signal.subtype}"
        label = self(exact) if exact in self._entries else self(f"kind.{signal.kind}")
        if signal.follow_up:
            label = self("signal.follow_up", label=label)
        return self("signal.uncertain", label=label) if signal.confidence < limit("uncertain") else label


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            entries.update(_flat(value, f"{prefix}{name}."))
        elif isinstance(value, str):
            entries[f"{prefix}{name}"] = value
        else:
            raise SamtalecoachError(f"The text '{prefix}{name}' in data/interface is {value!r}; write it as a string.")
    return entries


@cache
def load_texts(language: str) -> Texts:
    """The texts of ``da`` or ``en``. Raises SamtalecoachError where the file is missing or wrong."""
    table = tomllib.loads(resource("data", "interface", f"{language}.toml").read_text(encoding="utf-8"))
    months, weekdays = table["format"].pop("months"), table["format"].pop("weekdays")
    if len(months) != 12 or len(weekdays) != 7:
        raise SamtalecoachError(
            f"data/interface/{language}.toml has {len(months)} months and {len(weekdays)} weekdays; write 12 and 7."
        )
    return Texts(language, _flat(table), months, weekdays)

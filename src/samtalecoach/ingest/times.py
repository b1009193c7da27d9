"""Times beside a turn: ``[00:15]``, ``09.32``, ``0:03``, ``(00:01:02 - 00:01:09)``, ``kl. 9.32``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Stamp", "leading_stamp", "seconds", "trailing_stamp"]

_TIME = r"(?:kl\.?[ ]?)?(\d{1,3})([:.])(\d{2})(?:[:.](\d{2}))?(?:[.,](\d{1,3}))?(?:[ ]?([ap])\.?m\.?)?(?![\w])"
_SPAN = rf"{_TIME}(?:[ ]?(?:-->|->|–|—|-|til|to)[ ]?{_TIME})?"
_BRACKETED = rf"[\[(<{{][ ]?{_SPAN}[ ]?[\])>}}]"
_LEADING_BRACKETED = re.compile(rf"{_BRACKETED}[ \t]*(?:[-–—|:]+(?=\s|$))?\s*", re.IGNORECASE)
_LEADING_BARE = re.compile(rf"{_SPAN}(?=[\s|:–—-]|$)[ \t]*(?:[-–—|:]+(?=\s|$))?\s*", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:^|[\s,|·•–—-])[\s,|·•–—-]{{0,8}}(?:{_BRACKETED}|{_SPAN})\s*$", re.IGNORECASE)
_FILLED = re.compile(r"[^\W\d_]")
_LONGEST = 60
_FIRST_CLOCK_HOUR = 6
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as written: the numbers of its start and end, whether only a clock is written so, and the text it was found in."""

    start: tuple[float, ...]
    end: tuple[float, ...] | None
    clock: bool
    written: str

    @property
    def has_words(self) -> bool:
        """Whether the stamp holds letters ("kl.", "PM") besides its numbers."""
        return _FILLED.search(self.written) is not None


def leading_stamp(text: str, *, bare: bool = True) -> tuple[Stamp | None, str]:
    """The time that opens the text, and the rest; ``bare`` admits times without brackets."""
    if not text or not (text[0] in "[(<{" or (bare and (text[0].isdecimal() or text[0] in "kK"))):
        return None, text
    match = _LEADING_BRACKETED.match(text, 0, _LONGEST) or (_LEADING_BARE.match(text, 0, _LONGEST) if bare else None)
    return (_stamp(match), text[match.end() :]) if match else (None, text)


def trailing_stamp(text: str) -> tuple[Stamp | None, str]:
    """The time that closes a short text such as a label, and what stands before it."""
    if not any(character.isdecimal() for character in text[-16:]):
        return None, text
    start = max(0, len(text) - _LONGEST)
    match = _TRAILING.search(text, start)
    return (_stamp(match), text[: match.start()]) if match else (None, text)


def _stamp(match: re.Match[str]) -> Stamp:
    found = [match.groups()[at : at + 6] for at in range(0, len(match.groups()), 6)]
    times = [groups for groups in found if groups[0] is not None]
    written = match.group().strip()
    dotted = times[0][1] == "." and times[0][3] is None and int(times[0][0]) > 0
    clock = dotted or times[0][5] is not None or "kl" in written.casefold()
    numbers = [_numbers(*groups) for groups in times]
    return Stamp(numbers[0], numbers[1] if len(numbers) > 1 else None, clock, written)


def _numbers(
    first: str, _: str | None, second: str | None, third: str | None, fraction: str | None, half: str | None
) -> tuple[float, ...]:
    parts = [float(part) for part in (first, second, third) if part is not None]
    if fraction is not None:
        parts[-1] += float(f"0.{fraction}")
    if half is not None:
        parts[0] = parts[0] % 12 + (12 if half.casefold() == "p" else 0)
    return tuple(parts)


def seconds(stamps: Sequence[Stamp | None]) -> list[tuple[float | None, float | None]]:
    """Start and end of each stamp in seconds from the beginning of the conversation; None where there is no stamp.

    Two numbers are minutes and seconds, unless the text writes clock times ("kl. 9.32", "09.32", or from 6 to 23 at the very
    first); these count from the first of them. An end that lies before its start is left out.
    """
    present = [stamp for stamp in stamps if stamp is not None]
    clock = _is_clock(present)
    zero = _count(present[0].start, clock) if clock else 0.0
    result: list[tuple[float | None, float | None]] = []
    for stamp in stamps:
        if stamp is None:
            result.append((None, None))
            continue
        start = _from(zero, _count(stamp.start, clock))
        end = _from(zero, _count(stamp.end, clock)) if stamp.end else None
        result.append((start, end if end is not None and end >= start else None))
    return result


def _is_clock(stamps: Sequence[Stamp]) -> bool:
    if not stamps or any(stamp.start[0] > 23 for stamp in stamps):
        return False
    first = stamps[0].start[0]
    return all(stamp.clock for stamp in stamps) or first >= _FIRST_CLOCK_HOUR


def _count(numbers: tuple[float, ...], clock: bool) -> float:
    padded = (*numbers, 0.0) if clock and len(numbers) == 2 else (0.0,) * (3 - len(numbers)) + numbers
    return padded[0] * 3600 + padded[1] * 60 + padded[2]


def _from(zero: float, moment: float) -> float:
    return moment - zero if moment >= zero else moment - zero + _DAY_S

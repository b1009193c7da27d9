"""What counts as an expression of time, and which day it means, said on Wednesday 11 March 2026."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samtalecoach.errors import SamtalecoachError
from samtalecoach.language.time_calendar import TimeParts, resolve
from samtalecoach.language.time_expressions import due_expression, find_time_expressions

TODAY = date(2026, 3, 11)
# A linear search takes 3 s or less; a backtracking one would take hours.
PATIENCE_S = 30

# sentence, the expression in it, its date (month-day of 2026, or a whole date, or None)
DANISH = [
    ("Jeg sender den i dag", "i dag", "03-11"),
    ("Ville onsdag den 18. passe dig?", "onsdag den 18.", "03-18"),
    ("Fredag den 20. passer mig, før nogen spørger.", "Fredag den 20.", "03-20"),
    ("så ringer jeg idag", "idag", "03-11"),
    ("I dag kl. 10 ses vi", "I dag kl. 10", "03-11"),
    ("Jeg skriver senere i dag.", "senere i dag", "03-11"),
    ("du får den i aften", "i aften", "03-11"),
    ("jeg lægger det i eftermiddag", "i eftermiddag", "03-11"),
    ("Vi tales i morgen", "i morgen", "03-12"),
    ("så ringer jeg imorgen", "imorgen", "03-12"),
    ("i morgen tidlig er den der", "i morgen tidlig", "03-12"),
    ("Jeg kommer i morgen eftermiddag.", "i morgen eftermiddag", "03-12"),
    ("i morgen formiddag klokken ti", "i morgen formiddag klokken ti", "03-12"),
    ("klokken ti i morgen passer", "klokken ti i morgen", "03-12"),
    ("skal levere en titel i overmorgen", "i overmorgen", "03-13"),
    ("vi siger i over morgen", "i over morgen", "03-13"),
    ("Jeg sender den på torsdag.", "på torsdag", "03-12"),
    ("kan du torsdag", "torsdag", "03-12"),
    ("ONSDAG kan jeg", "ONSDAG", "03-18"),
    ("onsdag er fint", "onsdag", "03-18"),
    ("på tirsdag så", "på tirsdag", "03-17"),
    ("torsdag kl. 10 hos dig", "torsdag kl. 10", "03-12"),
    ("på torsdag kl. 10.", "på torsdag kl. 10", "03-12"),
    ("tirsdag klokken 10", "tirsdag klokken 10", "03-17"),
    ("tirsdag klokken halv ni passer", "tirsdag klokken halv ni", "03-17"),
    ("tirsdag kvart over ti", "tirsdag kvart over ti", "03-17"),
    ("mandag kl 16", "mandag kl 16", "03-16"),
    ("på mandag 14-15 i kantinen", "på mandag 14-15", "03-16"),
    ("søndag mellem 10 og 12", "søndag mellem 10 og 12", "03-15"),
    ("kom på fredag efter sekstiden", "på fredag efter sekstiden", "03-13"),
    ("så siger vi på mandag til frokost", "på mandag til frokost", "03-16"),
    ("på torsdag den 12. passer mig", "på torsdag den 12.", "03-12"),
    ("torsdag den 16 kan jeg", "torsdag den 16", "04-16"),
    ("på mandag den sekstende", "på mandag den sekstende", "03-16"),
    ("tirsdag 7/4 kl. 10", "tirsdag 7/4 kl. 10", "04-07"),
    ("tors. d. 12/3", "tors. d. 12/3", "03-12"),
    ("torsdag i denne uge", "torsdag i denne uge", "03-12"),
    ("torsdag i næste uge er bedre", "torsdag i næste uge", "03-19"),
    ("fredag i næste uge", "fredag i næste uge", "03-20"),
    ("torsdag i næste uge, klokken et", "torsdag i næste uge, klokken et", "03-19"),
    ("i næste uge på tirsdag", "i næste uge på tirsdag", "03-17"),
    ("næste torsdag ringer jeg", "næste torsdag", "03-12"),
    ("førstkommende mandag", "førstkommende mandag", "03-16"),
    ("den kommende fredag", "den kommende fredag", "03-13"),
    ("mandag morgen", "mandag morgen", "03-16"),
    ("fredag eftermiddag har jeg tid", "fredag eftermiddag", "03-13"),
    ("søndag aften", "søndag aften", "03-15"),
    ("fredag om formiddagen", "fredag om formiddagen", "03-13"),
    ("mandag om otte dage", "mandag om otte dage", "03-23"),
    ("mandag om 14 dage", "mandag om 14 dage", "03-30"),
    ("torsdag i uge 23", "torsdag i uge 23", "06-04"),
    ("Du får svar inden fredag.", "inden fredag", "03-13"),
    ("senest fredag har du den", "senest fredag", "03-13"),
    ("senest på tirsdag", "senest på tirsdag", "03-17"),
    ("inden fredag i næste uge", "inden fredag i næste uge", "03-20"),
    ("jeg svarer om 14 dage", "om 14 dage", "03-25"),
    ("om fjorten dage ringer jeg", "om fjorten dage", "03-25"),
    ("vi ses om en uge", "om en uge", "03-18"),
    ("om 8 dage", "om 8 dage", "03-18"),
    ("om otte dage", "om otte dage", "03-18"),
    ("om tre uger", "om tre uger", "04-01"),
    ("om 3 dage", "om 3 dage", "03-14"),
    ("jeg kommer den 3. juni", "den 3. juni", "06-03"),
    ("d 3 juni har du dem", "d 3 juni", "06-03"),
    ("den tredje juni", "den tredje juni", "06-03"),
    ("den femogtyvende maj", "den femogtyvende maj", "05-25"),
    ("senest den 3. juni", "senest den 3. juni", "06-03"),
    ("senest mandag den 1. juni", "senest mandag den 1. juni", "06-01"),
    ("torsdag den 4. juni om formiddagen", "torsdag den 4. juni om formiddagen", "06-04"),
    ("d. 3/6 mødes vi", "d. 3/6", "06-03"),
    ("3/6 passer mig", "3/6", "06-03"),
    ("senest 1/10", "senest 1/10", "10-01"),
    ("vi siger 3.6. på kontoret", "3.6.", "06-03"),
    ("den tredje i sjette", "den tredje i sjette", "06-03"),
    ("den 20. feb. går an", "den 20. feb.", "2027-02-20"),
    ("den 3. februar", "den 3. februar", "2027-02-03"),
    ("den 11. marts", "den 11. marts", "03-11"),
    ("3. juni 2026", "3. juni 2026", "06-03"),
    ("12.06.2026", "12.06.2026", "06-12"),
    ("12/6-2026", "12/6-2026", "06-12"),
    ("d. 3/6-27", "d. 3/6-27", "2027-06-03"),
    ("2026-06-03 kl. 10", "2026-06-03 kl. 10", "06-03"),
    ("Vi ses den 12.", "den 12.", "03-12"),
    ("den 11. passer mig", "den 11.", "04-11"),
    ("den 14 der er jeg hjemme", "den 14", "03-14"),
    ("den tolvte er perfekt", "den tolvte", "03-12"),
    ("den første i næste måned", "den første i næste måned", "04-01"),
    ("den 20. i denne måned", "den 20. i denne måned", "03-20"),
    ("den første mandag i maj", "den første mandag i maj", "05-04"),
    ("den sidste fredag i måneden", "den sidste fredag i måneden", "03-27"),
    ("den sidste mandag i februar", "den sidste mandag i februar", "2027-02-22"),
    ("kom juleaften", "juleaften", "12-24"),
    ("anden juledag", "anden juledag", "12-26"),
    ("om to uger på torsdag", "om to uger på torsdag", "03-26"),
    ("inden for de næste 14 dage", "inden for de næste 14 dage", None),
    ("inden udgangen af maj", "inden udgangen af maj", None),
    ("klokken 14.30 er jeg der", "klokken 14.30", None),
    ("vi siger kl. 10", "kl. 10", None),
    ("skal vi sige halv ti ved porten", "halv ti", None),
    ("jeg ringer om en time", "om en time", "03-11"),
    ("den ligger der om ti minutter", "om ti minutter", "03-11"),
    ("du har den inden frokost", "inden frokost", "03-11"),
    ("torsdag efter frokost", "torsdag efter frokost", "03-12"),
    ("fredag den tredje så", "fredag den tredje", "04-03"),
    ("Sig torsdag den 26. omkring klokken ti.", "torsdag den 26. omkring klokken ti", "03-26"),
    ("Den 27. står i kalenderen.", "Den 27.", "03-27"),
    ("så siger vi anden april klokken ti", "anden april klokken ti", "04-02"),
    ("i næste uge", "i næste uge", None),
    ("næste uge er god", "næste uge", None),
    ("en dag i næste uge", "en dag i næste uge", None),
    ("næste måned", "næste måned", None),
    ("til næste år", "til næste år", None),
    ("i denne uge", "i denne uge", None),
    ("du hører fra mig i ugens løb", "i ugens løb", None),
    ("i løbet af ugen", "i løbet af ugen", None),
    ("i slutningen af ugen", "i slutningen af ugen", None),
    ("så ringer jeg i weekenden", "i weekenden", None),
    ("til weekenden", "til weekenden", None),
    ("før weekenden", "før weekenden", None),
    ("inden for en uge", "inden for en uge", None),
    ("retur inden for to dage", "inden for to dage", None),
    ("efter ferien", "efter ferien", None),
    ("efter sommerferien", "efter sommerferien", None),
    ("inden påske", "inden påske", None),
    ("efter påske", "efter påske", None),
    ("til foråret", "til foråret", None),
    ("om et par dage", "om et par dage", None),
    ("om en uges tid", "om en uges tid", None),
    ("om en måned", "om en måned", None),
    ("uge 23 er god", "uge 23", None),
    ("i uge 23", "i uge 23", None),
    ("hvad siger du til uge 48", "uge 48", None),
    ("i juni", "i juni", None),
    ("til maj", "til maj", None),
    ("i starten af maj", "i starten af maj", None),
    ("jeg skriver snart", "snart", None),
    ("hurtigst muligt", "hurtigst muligt", None),
    ("inden længe", "inden længe", None),
    ("ved lejlighed", "ved lejlighed", None),
    ("en af dagene", "en af dagene", None),
    ("kom forbi en dag når det passer", "en dag", None),
    ("så hurtigt som muligt", "så hurtigt som muligt", None),
]

ENGLISH = [
    ("I will call you tomorrow.", "tomorrow", "03-12"),
    ("See you tomorrow at noon", "tomorrow at noon", "03-12"),
    ("I'll send it on Thursday.", "on Thursday", "03-12"),
    ("on wednesday then", "on wednesday", "03-18"),
    ("on Thursday at 10 am in my office", "on Thursday at 10 am", "03-12"),
    ("next Thursday", "next Thursday", "03-12"),
    ("Thursday next week", "Thursday next week", "03-19"),
    ("you will have it by Friday", "by Friday", "03-13"),
    ("in two weeks", "in two weeks", "03-25"),
    ("in a week", "in a week", "03-18"),
    ("in 10 days' time", "in 10 days' time", "03-21"),
    ("on June 3rd", "on June 3rd", "06-03"),
    ("June 3, 2026", "June 3, 2026", "06-03"),
    ("by 3 June", "by 3 June", "06-03"),
    ("the third of June", "the third of June", "06-03"),
    ("on Monday, June 1st at 10", "on Monday, June 1st at 10", "06-01"),
    ("see you on the 12th.", "on the 12th", "03-12"),
    ("the 11th works", "the 11th", "04-11"),
    ("by Tuesday the 17th", "by Tuesday the 17th", "03-17"),
    ("the first Monday of May", "the first Monday of May", "05-04"),
    ("you get it tonight", "tonight", "03-11"),
    ("I'll do it this afternoon", "this afternoon", "03-11"),
    ("the day after tomorrow", "the day after tomorrow", "03-13"),
    ("at 10 am", "at 10 am", None),
    ("next week", "next week", None),
    ("early next week", "early next week", None),
    ("within a week", "within a week", None),
    ("later this week", "later this week", None),
    ("by the end of the week", "by the end of the week", None),
    ("in a couple of days", "in a couple of days", None),
    ("talk soon", "soon", None),
    ("as soon as possible", "as soon as possible", None),
    ("in May", "in May", None),
    ("after the holidays", "after the holidays", None),
    ("in an hour", "in an hour", None),
    ("in week 23", "in week 23", None),
]

NOT_FUTURE = [
    ("Jeg sendte den i går.", "i går", "da"),
    ("vi talte om det i forgårs", "i forgårs", "da"),
    ("sidste uge var hård", "sidste uge", "da"),
    ("i sidste uge", "i sidste uge", "da"),
    ("mandag i sidste uge", "mandag i sidste uge", "da"),
    ("i mandags kom han", "i mandags", "da"),
    ("for to uger siden", "for to uger siden", "da"),
    ("for et par måneder siden", "for et par måneder siden", "da"),
    ("for snart tre år siden", "for snart tre år siden", "da"),
    ("i fjor", "i fjor", "da"),
    ("sidste onsdag", "sidste onsdag", "da"),
    ("forleden dag", "forleden dag", "da"),
    ("siden mandag", "siden mandag", "da"),
    ("vi mødes hver torsdag", "hver torsdag", "da"),
    ("hver torsdag kl. 10", "hver torsdag kl. 10", "da"),
    ("om torsdagen er der kor", "om torsdagen", "da"),
    ("tre gange om ugen", "tre gange om ugen", "da"),
    ("den 3. juni 2019", "den 3. juni 2019", "da"),
    ("den 3. juni 2020", "den 3. juni 2020", "da"),
    ("yesterday", "yesterday", "en"),
    ("two weeks ago", "two weeks ago", "en"),
    ("last Friday", "last Friday", "en"),
    ("last week", "last week", "en"),
    ("every Thursday", "every Thursday", "en"),
    ("on Thursdays", "on Thursdays", "en"),
    ("the other day", "the other day", "en"),
]

NOTHING = [
    ("det gør man ikke i dag til dags", "da"),
    ("jeg står her lige nu", "da"),
    ("3/4 af tiden går med møder", "da"),
    ("det koster 1.5 mio", "da"),
    ("hvad er kl.", "da"),
    ("jeg ved ikke, om jeg kan", "da"),
    ("Maj ringer til dig", "da"),
    ("Jeg giver den til Maj", "da"),
    ("det tog tre dage", "da"),
    ("to dage med regn", "da"),
    ("45/13", "da"),
    ("den 12. runde", "da"),
    ("den tredje deltager", "da"),
    ("den anden løsning", "da"),
    ("god morgen", "da"),
    ("så snart jeg har fjernet navnene", "da"),
    ("i sidste øjeblik", "da"),
    ("vi kører version 3.6.", "da"),
    ("ring på 12 34 56 78", "da"),
    ("", "da"),
    ("you may call me", "en"),
    ("this may be wrong", "en"),
    ("on the 1st floor", "en"),
    ("as soon as I hear from him", "en"),
    ("it took three days", "en"),
    ("good morning", "en"),
    ("these days it is hard", "en"),
]


def _day(said: str | None) -> date | None:
    if said is None:
        return None
    return date.fromisoformat(said if len(said) > len("03-11") else f"2026-{said}")


@pytest.mark.parametrize(
    ("sentence", "words", "day", "language"),
    [(*row, "da") for row in DANISH] + [(*row, "en") for row in ENGLISH],
)
def test_future(sentence: str, words: str, day: str | None, language: str) -> None:
    [found] = find_time_expressions(sentence, TODAY, language)
    assert (found.text, found.date, found.is_future) == (words, _day(day), True)


@pytest.mark.parametrize(("sentence", "words", "language"), NOT_FUTURE)
def test_not_future(sentence: str, words: str, language: str) -> None:
    [found] = find_time_expressions(sentence, TODAY, language)
    assert (found.text, found.is_future) == (words, False)
    assert due_expression(sentence, TODAY, language) is None


@pytest.mark.parametrize(("sentence", "language"), NOTHING)
def test_nothing(sentence: str, language: str) -> None:
    assert find_time_expressions(sentence, TODAY, language) == []


@pytest.mark.parametrize("day", ["31/2", "den 31. april", "den 31.2.2026", "2026-02-30"])
def test_a_day_that_does_not_exist_has_no_date(day: str) -> None:
    assert all(found.date is None for found in find_time_expressions(f"vi ses {day}", TODAY))


@pytest.mark.parametrize(
    ("sentence", "day"),
    [("på torsdag", None), ("i dag", None), ("3. juni", None), ("3. juni 2026", date(2026, 6, 3))],
)
def test_without_today_only_a_whole_date_is_resolved(sentence: str, day: date | None) -> None:
    [found] = find_time_expressions(sentence, None)
    assert (found.text, found.start, found.end, found.date, found.is_future) == (sentence, 0, len(sentence), day, True)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("I går talte vi, og på torsdag ringer jeg.", "på torsdag"),
        ("Jeg kommer i uge 27 og giver dig et referat den 7. juli.", "den 7. juli"),
        ("I næste uge, eller efter ferien.", "I næste uge"),
        ("Hver torsdag er der møde, næste gang skriver jeg i forvejen.", "næste gang"),
        ("Send det i aften, så er det læst i morgen formiddag.", "i morgen formiddag"),
        ("Nej, fredag kan jeg ikke, men mandag er jeg der.", "mandag"),
        ("Det lover jeg.", None),
    ],
)
def test_due_is_the_last_expression_with_a_future_date_else_the_first_future_one(
    sentence: str, words: str | None
) -> None:
    due = due_expression(sentence, TODAY)
    assert (due.text if due else None) == words


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("så siger vi klokken ti", "day"),
        ("Halv ni.", "day"),
        ("torsdag kl. 8", "week"),
        ("så tager vi den 6.", "month"),
        ("mandag den 18. kl. 9", "month"),
        ("fredag den 23.", "month"),
        ("torsdag i næste uge", None),
        ("den 6. maj", None),
        ("i aften kl. 8", None),
        ("snart", None),
    ],
)
def test_what_an_expression_leaves_open(sentence: str, part: str | None) -> None:
    [found] = find_time_expressions(sentence, TODAY)
    assert found.leaves_open == part


def test_expressions_come_in_order_with_offsets() -> None:
    text = "Ring i morgen,\nså mødes vi torsdag i næste uge kl. 9."
    found = [text[e.start : e.end] for e in find_time_expressions(text, TODAY)]
    assert found == ["i morgen", "torsdag i næste uge kl. 9"]


def test_an_unknown_language_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(SamtalecoachError, match=r"'sv'.*da, en"):
        find_time_expressions("på torsdag", TODAY, "sv")


@pytest.mark.parametrize(
    "text",
    ["Jeg ringer på torsdag kl. 10, om 14 dage. ", "om ", "i starten af ", "den ", " ", "1", "3/", "in the end of "],
)
@pytest.mark.parametrize("language", ["da", "en"])
def test_time_is_linear(text: str, language: str) -> None:
    size = 1_000_000 if text.startswith("Jeg") else 200_000
    began = time.perf_counter()
    find_time_expressions(text * (size // len(text)), TODAY, language)
    assert time.perf_counter() - began < PATIENCE_S


_SENTENCES = [row[0] for row in DANISH + ENGLISH] + [row[0] for row in NOT_FUTURE + NOTHING]
_PIECES = st.sampled_from([*_SENTENCES, ".", ", ", "\n", "\u0130", "31"])
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=5).map(" ".join))
_LANGUAGES = st.sampled_from(["da", "en"])


@settings(deadline=None)
@given(_TEXTS, st.none() | st.dates(), _LANGUAGES)
def test_any_text_gives_slices_in_order_and_no_past_due(text: str, today: date | None, language: str) -> None:
    at = 0
    for found in find_time_expressions(text, today, language):
        assert at <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        if found.is_future and found.date is not None and today is not None:
            assert found.date >= today
        if not found.is_future and today is None:
            assert found.date is None
        at = found.end


@settings(deadline=None)
@given(st.sampled_from(DANISH + ENGLISH), st.dates(date(1990, 1, 1), date(2100, 1, 1)), _LANGUAGES)
def test_capitals_change_nothing(row: tuple[str, str, str | None], today: date, language: str) -> None:
    def found(text: str) -> list[tuple[int, int, date | None, bool]]:
        return [(e.start, e.end, e.date, e.is_future) for e in find_time_expressions(text, today, language)]

    assert found(row[0].upper()) == found(row[0].lower())


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 360))
def test_day_and_month_come_back(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    for said in (f"{day.day}/{day.month}", f"den {day.day}/{day.month}", f"d. {day.day}.{day.month}.", day.isoformat()):
        [found] = find_time_expressions(f"vi ses {said} hos mig", today)
        assert (found.text, found.date) == (said, day)


@settings(deadline=None)
@given(st.dates(), st.integers(1, 7))
def test_a_weekday_is_the_next_after_today(today: date, weekday: int) -> None:
    day, is_future = resolve(TimeParts(frozenset({"weekday"}), {"weekday": weekday}), today)
    assert is_future
    if day is None:
        assert date.max - today < timedelta(days=7)
    else:
        assert day.isoweekday() == weekday
        assert timedelta(0) < day - today <= timedelta(days=7)

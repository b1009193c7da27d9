"""Advice: chosen by the numbers, filled in with what stands in the conversation, and nothing else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samtalecoach
from languages import fields, quoted, read, texts, unquoted, words
from samtalecoach.advice import Case, advise, follow_ups, overall, strengths
from samtalecoach.analyzer import Analyzer
from samtalecoach.conversation import Conversation, Turn
from samtalecoach.ingest.transcript import UNKNOWN_SPEAKER
from samtalecoach.language.topics import Topic
from samtalecoach.metrics import speaker_numbers
from samtalecoach.report import ADVICE_IDS, Advice, Report, Signal
from samtalecoach.resources import resource
from samtalecoach.scores import acts_of, advice_data, limit, speaker_scores

FILES = sorted(resource("data", "advice").glob("*.toml"))
SOURCES = ("published", "measured", "judgement")
PACKAGE = Path(samtalecoach.__file__).parent
FILLERS = {
    "self_focus": {"questions", "share", "monologue", "focus", "ratio", "name", "topic", "turn", "follow_ups", "count"},
    "gratitude": {"times", "specific", "name", "topic"},
    "follow_up": {"count", "dated", "dated_lack", "number", "quote", "topic", "name"},
    "job_request": {"requests", "told", "quote", "topic", "name"},
    "strengths": set[str](),
    "speaker_doubt": set[str](),
    "unknown": {"words", "count", "lines"},
    "overall": {"best", "worst"},
    "words": {"n"},
}
ACTS = {
    "question": "Hvordan begyndte det?",
    "specific": "Tak for kaffen.",
    "plain": "Tak.",
    "direct": "Kan du ansætte mig?",
    "indirect": "Vil du anbefale mig?",
    "hint": "Jeg søger {nyt} job.",
    "dated": "Jeg ringer på torsdag.",
    "undated": "Jeg sender \"den\".",
    "brief": "Gør jeg.",
    "long": "Jeg finder artiklen til dig.",
    "plan": "Lad os ses\ni morgen.",
    "vague plan": "Lad os ses snart.",
    "offer": "Sig til, hvis jeg kan hjælpe.",
}  # fmt: skip
KINDS: dict[str, tuple[str, str | None]] = {
    "question": ("question", "open"),
    "specific": ("gratitude", "specific"),
    "plain": ("gratitude", "plain"),
    "direct": ("job_request", "direct"),
    "indirect": ("job_request", "indirect"),
    "hint": ("job_request", "hint"),
    "dated": ("commitment", "promise"),
    "undated": ("commitment", "promise"),
    "brief": ("commitment", "promise"),
    "long": ("commitment", "promise"),
    "plan": ("commitment", "agreement"),
    "vague plan": ("commitment", "agreement"),
    "offer": ("offer", None),
}
DUE = {"dated": ("på torsdag", date(2026, 3, 12)), "plan": ("i morgen", date(2026, 3, 11))}


def case(
    *acts: tuple[str, str],
    me: str | None = "Mette",
    notes: bool = False,
    words: int = 60,
    topics: bool = True,
    language: str = "da",
) -> Case:
    """A conversation in which (speaker, act) happen one after the other, between Mette and Lars."""
    turns = [] if notes else [Turn(speaker="Lars", text="ord " * words + "et nyt lagersystem")]
    turns.append(Turn(speaker="Mette", text="ord " * words + "en stor drage"))
    signals: list[Signal] = []
    for speaker, act in acts:
        kind, subtype = KINDS[act]
        due, day = DUE.get(act, (None, None))
        signals.append(
            Signal.model_validate(
                {"kind": kind, "subtype": subtype, "speaker": speaker, "turn": len(turns), "start": 0, "end": len(ACTS[act]), "text": ACTS[act], "confidence": 1, "due": due, "due_date": day}
            )
        )  # fmt: skip
        turns.append(Turn(speaker=speaker, text=ACTS[act]))
    conversation = Conversation(turns=tuple(turns), me=me, kind="notes" if notes else "transcript")
    numbers = speaker_numbers(conversation, signals, [])
    scores = {name: speaker_scores(name, numbers, acts_of(name, signals), notes=notes) for name in numbers}
    named = [Topic("en stor drage", "Mette", len(turns) - len(signals) - 1, turns[-1].text, 9.0)]
    if not notes:
        named.append(Topic("et nyt lagersystem", "Lars", 0, turns[0].text, 8.0))
    return Case(conversation, language, signals, numbers, scores, named if topics else [])


def piece(given: Case, advice: str) -> Advice:
    return next(found for found in advise(given) if found.id == advice)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestFile:
    def test_every_threshold_tells_its_source(self, path: Any) -> None:
        limits = tomllib.loads(path.read_text(encoding="utf-8")).get("limits", {})
        for name, threshold in limits.items():
            assert set(threshold) == {"value", "source"}, name
            assert threshold["source"].startswith(SOURCES), name
            assert isinstance(threshold["value"], int | float), name

    def test_every_placeholder_can_be_filled(self, path: Any) -> None:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert {*FILLERS, *ADVICE_IDS} == set(data) - {"limits"}
        for section, fillers in FILLERS.items():
            for _, text in texts(data[section]):
                assert fields(text) <= fillers, text

    def test_all_languages_say_the_same_things(self, path: Any) -> None:
        told, danish = dict(texts(read("advice", path.stem))), dict(texts(read("advice", "da")))
        assert told.keys() == danish.keys()
        for key, text in told.items():
            assert text.strip(), key
            assert fields(text) == fields(danish[key]), key

    def test_thresholds_stand_in_the_danish_file_alone(self, path: Any) -> None:
        assert ("limits" in advice_data(path.stem)) == (path.stem == "da")

    def test_lines_to_say_are_those_of_the_conversations_language(self, path: Any) -> None:
        told, danish = dict(texts(read("advice", path.stem))), dict(texts(read("advice", "da")))
        for key in (key for key in danish if ".suggest_" in key):
            assert set(quoted(danish[key])) <= set(quoted(told[key])), key
            assert "quote" not in fields(unquoted(told[key])), key


def test_the_english_coach_speaks_danish_only_in_quotes() -> None:
    danish, english = (
        set(tomllib.loads(resource("data", "lexicon", language, "common.toml").read_text(encoding="utf-8"))["words"])
        for language in ("da", "en")
    )
    for key, text in texts(read("advice", "en")):
        own = unquoted(text)
        assert not words(own) & (danish - english), key
        assert not re.search("[æøå«»]", own, re.IGNORECASE), key
        assert "topic" not in fields(own), key


def test_every_limit_that_the_code_names_exists_and_none_is_idle() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    named = set(re.findall(r'\blimit\(\s*"(\w+)"', code))
    assert named == set(advice_data("da")["limits"])


def templates(language: str) -> list[re.Pattern[str]]:
    """What a suggestion may look like."""
    found: list[re.Pattern[str]] = []
    for advice in ADVICE_IDS:
        for key, node in advice_data(language)[advice].items():
            if not key.startswith("suggest_"):
                continue
            for _, template in texts(node):
                parts, seen = "", set[str]()
                for literal, name, _, _ in Formatter().parse(template):
                    parts += re.escape(literal)
                    if name:
                        parts += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
                        seen.add(name)
                found.append(re.compile(parts, re.DOTALL))
    return found


def flat(text: str) -> str:
    return " ".join(text.split())


def check_suggestions(
    turns: list[tuple[str, str]],
    me: str | None,
    names: list[str],
    advice: tuple[Advice, ...],
    language: str = "da",
) -> None:
    """Every suggestion is a fixed text, filled in with words that stand in the conversation."""
    everything = [flat(text) for _, text in turns]
    others = [flat(text) for speaker, text in turns if speaker != me] or everything
    for suggestion in (text for found in advice for text in found.suggestions):
        match = next((m for pattern in templates(language) if (m := pattern.fullmatch(suggestion))), None)
        assert match, suggestion
        filled = match.groupdict()
        if "quote" in filled:
            assert any(filled["quote"].removesuffix(" …") in text for text in everything), suggestion
        if "topic" in filled:
            assert any(filled["topic"] in text for text in others), suggestion
        if "name" in filled:
            other = advice_data(language)["words"]["other"]
            assert filled["name"] in {*(name.split()[0] for name in names if name != me), other}, suggestion
        if "turn" in filled:
            assert filled["topic"] in flat(turns[int(filled["turn"]) - 1][1])
        assert all(filled[key].isdigit() for key in ("monologue", "follow_ups", "count") if key in filled)


def check_report(report: Report) -> None:
    turns = [(turn.speaker, turn.text) for turn in report.turns]
    facts = report.conversation
    check_suggestions(turns, facts.me, list(facts.participants), report.advice, report.report_language)
    for found in report.advice:
        assert all(0 <= at < len(report.signals) for at in found.evidence)
    for strength in report.strengths:
        assert strength.evidence
        assert {report.signals[at].speaker for at in strength.evidence} == {report.conversation.me}


@pytest.mark.parametrize("me", ["Mette", "Lars"])
def test_suggestions_name_only_what_stands_in_the_conversation(coach: Analyzer, dialogue: str, me: str) -> None:
    check_report(coach.analyze(dialogue, me=me))


NOTES = """\
Kaffemøde med Lars
- Takkede for rådet om lagersystemer og den lange snak i kantinen
- Spurgte, hvordan han begyndte som leder af et værksted
- Lovede at sende en artikel på torsdag, fordi han var nysgerrig på nye materialer
- Han fortalte om en stor ordre, som de vandt i foråret med meget hårdt arbejde
"""


def test_suggestions_of_notes(coach: Analyzer) -> None:
    report = coach.analyze(NOTES)
    assert report.conversation.kind == "notes"
    assert report.advice[0].score is None
    check_report(report)


acts = st.lists(st.tuples(st.sampled_from(["Mette", "Lars"]), st.sampled_from(list(ACTS))), max_size=8)


@given(acts, st.sampled_from(["Mette", "Lars"]), st.booleans(), st.sampled_from(["da", "en"]))
def test_any_mixture_of_acts_gets_whole_texts(
    given_acts: list[tuple[str, str]], me: str, topics: bool, language: str
) -> None:
    told = case(*given_acts, me=me, topics=topics, language=language)
    found = advise(told)
    assert tuple(advice.id for advice in found) == ADVICE_IDS
    own = " ".join(ACTS[act] for _, act in given_acts)
    for text in [overall(told).summary, *(t for advice in found for t in (advice.title, advice.verdict, advice.why))]:
        assert text
        assert "{" not in text
    for advice in found:
        assert len(advice.suggestions) in (1, 2)
        assert all("{" not in text or "{nyt}" in own for text in advice.suggestions)
    turns = [(turn.speaker, turn.text) for turn in told.conversation.turns]
    check_suggestions(turns, me, ["Mette", "Lars"], found, language)


def test_a_long_quote_is_cut_at_a_word() -> None:
    long = case(("Mette", "undated"))
    text = "Jeg sender " + "en meget lang liste og " * 20 + "et brev."
    signals = [long.signals[0].model_copy(update={"text": text})]
    cut = Case(long.conversation, "da", signals, long.numbers, long.scores, [])
    quote = re.search("»(.+?)«", piece(cut, "follow_up").suggestions[0])
    assert quote is not None
    assert quote[1].endswith(" …")
    assert text.startswith(quote[1].removesuffix(" …") + " ")


def test_without_me_nobody_is_advised() -> None:
    told = case(("Mette", "specific"), ("Lars", "offer"), me=None)
    asked = advice_data("da")["unknown"]["no_me"]
    for advice in advise(told):
        assert (advice.score, advice.verdict, advice.suggestions) == (None, asked, ())
    assert strengths(told) == ()
    assert overall(told).score is None
    assert piece(told, "gratitude").evidence == (0,)
    assert piece(told, "job_request").evidence == (1,)


def test_evidence_is_ones_own() -> None:
    told = case(("Lars", "specific"), ("Mette", "plain"), ("Mette", "question"))
    assert piece(told, "gratitude").evidence == (1,)
    assert piece(told, "self_focus").evidence == (2,)


def test_the_evidence_of_follow_up_is_what_its_verdict_counts() -> None:
    told = case(("Lars", "plan"), ("Mette", "dated"), ("Lars", "dated"))
    assert "2 aftaler" in piece(told, "follow_up").verdict
    assert piece(told, "follow_up").evidence == (0, 1)


@pytest.mark.parametrize("thanks", range(5))
@pytest.mark.parametrize("specific", range(5))
def test_the_verdict_on_gratitude_agrees_with_the_numbers(thanks: int, specific: int) -> None:
    told = case(*[("Mette", "plain")] * thanks, *[("Mette", "specific")] * specific)
    verdict, own = piece(told, "gratitude").verdict, advice_data("da")["gratitude"]
    if thanks + specific == 0:
        assert verdict == own["verdict_low"]
    elif thanks + specific == 1:
        assert verdict == own["verdict_one_specific" if specific else "verdict_one_plain"]
    else:
        assert f"{thanks + specific} gange" in verdict
        assert ("men ikke for noget bestemt" in verdict) == (specific == 0)
        words = advice_data("da")["words"]
        counted = words["one_of"] if specific == 1 else words["some_of"].format(n=specific)
        told_all = words["both_of"] if specific == 2 else words["all_of"]
        assert not specific or (counted if thanks else told_all) in verdict
        assert specific or "Det bliver husket" not in verdict


@pytest.mark.parametrize("plans", range(3))
@pytest.mark.parametrize("undated", range(3))
@pytest.mark.parametrize("dated", range(3))
def test_the_verdict_on_follow_up_agrees_with_the_numbers(dated: int, undated: int, plans: int) -> None:
    told = case(*[("Mette", "dated")] * dated, *[("Mette", "undated")] * undated, *[("Lars", "plan")] * plans)
    verdict, own, words = piece(told, "follow_up").verdict, advice_data("da")["follow_up"], advice_data("da")["words"]
    count, timed = dated + undated + plans, dated + plans
    assert (verdict == own["verdict_low"]) == (count == 0)
    if count:
        assert (words["commitment_one"] if count == 1 else f"{count} aftaler") in verdict
        assert (own["dated_lack"] in verdict or words["dated_none"] in verdict) == (timed == 0)
        assert timed < count or own["dated_some"] not in verdict
        assert own["dated"].format(number=timed) in verdict or "ingen med tidspunkt" not in verdict


@pytest.mark.parametrize(
    ("acts", "quoted"),
    [
        (["brief", "vague plan", "long"], "Jeg finder artiklen til dig"),
        (["brief", "vague plan"], "Lad os ses snart"),
        (["brief"], "Gør jeg"),
    ],
)
def test_the_commitment_that_says_most_is_the_one_to_date(acts: list[str], quoted: str) -> None:
    found = piece(case(*(("Mette", act) for act in acts)), "follow_up").suggestions[0]
    assert f"»{quoted}«" in found


def test_what_the_other_promised_is_not_ones_own_agreement() -> None:
    told = case(("Lars", "dated"))
    found = piece(told, "follow_up")
    assert found.verdict == advice_data("da")["follow_up"]["verdict_promised"].format(name="Lars")
    assert [told.signals[i].speaker for i in found.evidence] == ["Lars"]


@pytest.mark.parametrize(
    ("acts", "key"),
    [
        (["direct"], "verdict_low"),
        (["direct", "indirect"], "verdict_low"),
        (["direct", "hint"], "verdict_low"),
        (["indirect", "offer"], "verdict_fair_asked"),
        (["indirect", "hint", "offer"], "verdict_low"),
        (["hint"] * 9, "verdict_hint"),
        (["hint"], "verdict_hint"),
        (["hint", "offer"], "verdict_hint"),
        (["offer"], "verdict_good"),
        ([], "verdict_fair_no_request"),
    ],
)
def test_the_verdict_on_job_requests_agrees_with_the_numbers(acts: list[str], key: str) -> None:
    told = case(*(("Mette", act) for act in acts))
    asked = sum(act in ("direct", "indirect") for act in acts)
    requests = "én gang" if asked == 1 else f"{asked} gange"
    own = advice_data("da")["job_request"]
    wanted = own[key].format(requests=requests, told=own["told"] if "hint" in acts else "")
    assert piece(told, "job_request").verdict == wanted


def test_what_is_uncertain_is_rewritten_only_where_nothing_is_certain() -> None:
    told = case(("Mette", "direct"), ("Mette", "hint"))
    doubted = replace(told, signals=[told.signals[0].model_copy(update={"confidence": 0.4}), told.signals[1]])
    alone = replace(told, signals=doubted.signals[:1])
    first, second = (piece(asked, "job_request").suggestions for asked in (doubted, alone))
    assert not any(ACTS["direct"].rstrip("?") in text for text in first)
    assert any(ACTS["direct"] in text for text in second)


@pytest.mark.parametrize("questions", range(5))
def test_the_verdict_on_self_focus_agrees_with_the_numbers(questions: int) -> None:
    told = case(*[("Mette", "question")] * questions)
    verdict, own = piece(told, "self_focus").verdict, told.numbers["Mette"]
    assert ["ingen spørgsmål", "ét spørgsmål", "2 spørgsmål", "3 spørgsmål", "4 spørgsmål"][questions] in verdict
    assert f"{round(100 * (own.talk_share or 0))} %" in verdict


@pytest.mark.parametrize(
    ("acts", "advice", "verdict"),
    [
        ([], "self_focus", "A good balance is on its way. You asked no questions and had 50% of the words; you hardly mentioned yourself or the other person."),
        (["question"] * 3, "self_focus", "You gave the other person room: you asked 3 questions, had 53% of the words and never spoke for more than 72 words in a row."),
        (["plain"], "gratitude", "You said thank you once, but not what for. A thank-you for something in particular counts for more."),
        (["plain"] * 2, "gratitude", "There were 2 thank-yous from you, but none of them for anything in particular. Do say what you are thankful for."),
        (["plain", "specific"], "gratitude", "There were 2 thank-yous from you, one of them for something in particular. That will be remembered."),
        (["specific"] * 2, "gratitude", "There were 2 thank-yous from you, both for something in particular. That will be remembered."),
        (["plain", *["specific"] * 2], "gratitude", "There were 3 thank-yous from you, 2 of them for something in particular. That will be remembered."),
        (["specific"] * 3, "gratitude", "There were 3 thank-yous from you, all for something in particular. That will be remembered."),
        (["undated"], "follow_up", "There is something to follow up on (one promise or plan), but no time was set."),
        (["dated", "vague plan"], "follow_up", "You have something to build on: 2 promises and plans, 1 with a time."),
        (["direct"], "job_request", "You asked for a job, or for help with getting one (once). Being asked puts the other person in a bind."),
        (["indirect", "offer"], "job_request", "You asked for a job, or for help with getting one (once), but you offered something in return as well."),
    ],
)  # fmt: skip
def test_a_verdict_in_english(acts: list[str], advice: str, verdict: str) -> None:
    assert piece(case(*(("Mette", act) for act in acts), language="en"), advice).verdict == verdict


def test_english_suggestions_give_the_line_to_say_in_danish() -> None:
    told = case(("Mette", "direct"), ("Mette", "undated"), language="en")
    assert piece(told, "job_request").suggestions == (
        "Instead of “Kan du ansætte mig?” you could ask what is on their mind: “Du nævnte et nyt lagersystem. "
        "Hvad fylder mest for jer der? Måske har jeg en erfaring, du kan bruge.”",
    )
    assert piece(told, "gratitude").suggestions == (
        "Say what you are thankful for: “Tak, fordi du fortalte om et nyt lagersystem. Det kan jeg bruge.”",
        "Write to Lars within a day: “Hej Lars. Tak for snakken. Det var især nyttigt at høre om et nyt lagersystem.”",
    )
    assert piece(told, "follow_up").suggestions[0].startswith('Put a day on “Jeg sender "den"”. Write it')


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_speaker_whose_name_is_unknown_is_the_other(language: str) -> None:
    told = case(language=language)
    assert told.other_name("Lars Holm") == "Lars"
    assert told.other_name(UNKNOWN_SPEAKER) == told.other_name("Taler 1") == advice_data(language)["words"]["other"]


def test_a_direct_request_is_quoted_and_rewritten() -> None:
    suggestion = piece(case(("Mette", "direct")), "job_request").suggestions[0]
    assert "»Kan du ansætte mig?«" in suggestion
    assert "et nyt lagersystem" in suggestion
    assert "en stor drage" not in suggestion


@pytest.mark.parametrize("words", [5, 20])
def test_little_text_is_said_to_be_little(words: int) -> None:
    told = case(("Mette", "specific"), words=words)
    assert told.numbers["Mette"].words < limit("min_words")
    for advice in advise(told):
        assert (advice.score, advice.suggestions) == (None, ())
        assert f"({told.numbers['Mette'].words} ord)" in advice.verdict
    assert overall(told).score is None


def test_the_whole_is_the_mean_and_names_the_best_and_the_worst() -> None:
    told = case(("Mette", "specific"), ("Mette", "specific"), ("Mette", "direct"))
    judged = [score for score in told.scores["Mette"].values() if score is not None]
    found = overall(told)
    assert found.score == round(sum(judged) / len(judged))
    short = advice_data("da")["overall"]["short"]
    assert short["gratitude"] in found.summary
    assert short["follow_up"] in found.summary


def test_strengths_are_shown_by_signals() -> None:
    told = case(("Mette", "specific"), ("Lars", "offer"), ("Mette", "dated"), ("Mette", "question"))
    shown = {strength.text: strength.evidence for strength in strengths(told)}
    own = advice_data("da")["strengths"]
    assert shown == {own["open_question"]: (3,), own["specific_gratitude"]: (0,), own["dated_commitment"]: (2,)}


def test_follow_ups_stand_by_date() -> None:
    told = case(
        ("Mette", "undated"), ("Mette", "dated"), ("Lars", "plan"), ("Mette", "specific"), ("Lars", "vague plan")
    )
    rows = follow_ups(told)
    assert [row.signal for row in rows] == [2, 1, 0, 4]
    assert [row.who for row in rows] == ["Lars", "Mette", "Mette", "Lars"]
    assert [row.due for row in rows] == ["i morgen", "på torsdag", None, None]
    assert rows[0].what == "Lad os ses i morgen."


def test_what_was_left_out_is_told() -> None:
    told = case()
    left_out = told.conversation.model_copy(update={"omitted": ("(pause)", "{name}")})
    remarks = Case(left_out, "da", [], told.numbers, told.scores, []).remarks()
    assert len(remarks) == 1
    assert "(pause) · {name}" in remarks[0]
    assert told.remarks() == ()

from __future__ import annotations

import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from samtalecoach.render.html import render_html

from .example import example
from .variants import NASTY_SHOWN, crowd, hostile, notes

VOID = {"meta", "br", "hr", "link", "img", "input"}
PHRASES = {"p", "h1", "h2", "h3", "h4"}


class Page(HTMLParser):
    """A page read strictly: every element closed in order, no paragraph inside another."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marks: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not (tag in PHRASES and PHRASES & set(self.open))
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag in {"td", "th", "li"}:
            self.texts.append(" ")
        if tag == "mark":
            self.marks.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)
        if "mark" in self.open:
            self.marks[-1] += data

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


REPORTS = {
    "me": example(),
    "timed": example(timed=True),
    "nobody": example(me=None),
    "english": example(report_language="en"),
    "notes": notes(),
    "hostile": hostile(),
    "bare": example(
        turns=(), signals=(), references=(), speakers={}, scores={}, strengths=(), advice=(), follow_ups=(), notes=()
    ),
}
PAGES = {name: Page(render_html(report)) for name, report in REPORTS.items()}
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


@pages
def test_headings_come_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pages
def test_ids_are_unique_and_links_lead_to_them(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"] or "" for attributes in page.all("a")]
    labels = [attributes["aria-labelledby"] for _, attributes in page.tags if "aria-labelledby" in attributes]
    assert {target.removeprefix("#") for target in targets} | set(labels) <= set(ids)
    assert all(target.startswith("#") for target in targets)


@pages
def test_nothing_runs_and_nothing_is_fetched(page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "iframe", "link", "img", "object", "embed", "form", "base", "image", "use"}
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"src", "srcset", "xlink:href"})
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy
    assert policy.startswith("default-src 'none'")


def test_no_address_in_the_page_but_what_people_said() -> None:
    html = render_html(example())
    assert "://" not in html
    assert "@import" not in html
    assert "url(" not in html


@pages
def test_tables_pictures_and_landmarks_are_accessible(page: Page) -> None:
    assert all(attributes.get("scope") in {"row", "col"} for attributes in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    pictures = [attributes for _, attributes in page.tags if attributes.get("role") == "img"]
    assert all(attributes.get("aria-label") for attributes in pictures)
    assert [len(page.all(tag)) for tag in ("main", "nav")] == [1, 1]
    assert all(attributes.get("title") for attributes in page.all("mark"))


@pytest.mark.parametrize("name", ["me", "nobody", "english", "notes", "hostile"])
def test_every_quote_is_there_and_leads_to_its_turn(name: str) -> None:
    report, page = REPORTS[name], PAGES[name]
    hrefs = {attributes["href"] for attributes in page.all("a")}
    for advice in report.advice:
        for index in advice.evidence:
            signal = report.signals[index]
            assert " ".join(signal.text.replace("\x1b", "").replace("\u202e", "").split()) in page.text
            assert f"#turn-{signal.turn + 1}" in hrefs


def test_signals_are_marked_whole_and_named() -> None:
    page = PAGES["me"]
    assert set(page.marks) == {signal.text for signal in REPORTS["me"].signals}
    assert {mark["title"] for mark in page.all("mark")} >= {"Konkret tak", "Løfte + Tilbud om hjælp"}
    assert "Er du stadig i Horsens? ●Lukket spørgsmål" in page.text


def test_the_coach_speaks_in_order() -> None:
    expected = ["Din samtale med Lars", "En varm samtale", "Det gjorde du godt", "Fire gode råd", "Vær nysgerrig på"]
    expected += [
        "72 af 100",
        "Eksempler fra samtalen",
        "Derfor betyder det noget",
        "Det kan du prøve",
        "Giv, før du beder",
    ]
    expected += ["Husk at følge op", "torsdag den 12. marts", "Samtalen i tal", "Tal for hver taler"]
    expected += ["En linje med [latter] er udeladt.", "Hele samtalen", "Hej Lars."]
    text, at = PAGES["me"].text, 0
    for part in expected:
        at = text.find(part, at)
        assert at >= 0, part


def test_without_me_nobody_is_addressed_and_everyone_is_scored() -> None:
    neutral = {"title": "Ok", "verdict": "Ok", "why": "Ok", "suggestions": ("Ok",), "evidence": ()}
    report = example(
        me=None,
        turns=(),
        signals=(),
        references=(),
        strengths=(),
        follow_ups=(),
        advice=tuple(part.model_copy(update=neutral) for part in example().advice),
        overall=example().overall.model_copy(update={"summary": "Ok"}),
    )
    page = Page(render_html(report))
    own = page.text.replace("Du-ord (du, dig, jer …)", "").replace("jeg- og du-ord", "")
    assert not re.search(r"\b(du|dig|din|dit|dine|jer|jeres)\b", own, re.IGNORECASE)
    assert "Lars 64 Kan ikke vurderes 80 100" in page.text
    assert "(dig)" not in PAGES["nobody"].text


def test_a_score_that_cannot_be_judged_says_why() -> None:
    assert "Kan ikke vurderes Noter viser ikke, hvem der talte mest." in PAGES["notes"].text


def test_notes_speak_of_lines_and_have_no_pictures() -> None:
    page = PAGES["notes"]
    assert "linje 2" in page.text
    assert "replik" not in page.text.casefold()
    assert not page.all("figure")
    assert "Her er ingen løfter eller aftaler at følge op på." in page.text


def test_english() -> None:
    page = PAGES["english"]
    assert page.all("html") == [{"lang": "en"}]
    assert "Your conversation with Lars" in page.text
    assert "Thursday 12 March 2026" in page.text
    assert "samtalen med" not in page.text


def test_what_was_said_is_marked_as_another_language_than_the_reports() -> None:
    page = PAGES["english"]
    spoken = [p for p in page.all("p") if p.get("lang") == "da"]
    assert len([p for p in spoken if p.get("class") == "said"]) == len(REPORTS["english"].turns)
    assert len([p for p in spoken if "class" not in p]) == len(page.all("blockquote"))
    assert len([cell for cell in page.all("td") if cell.get("lang") == "da"]) == len(REPORTS["english"].follow_ups)
    badges = [span for span in page.all("span") if (span.get("class") or "").startswith("badge") and "lang" in span]
    assert {badge["lang"] for badge in badges} == {"en"}
    assert not [tag for tag, attributes in PAGES["me"].tags if "lang" in attributes and tag != "html"]


def test_a_turn_in_another_language_is_marked() -> None:
    turns = tuple(
        turn.model_copy(update={"language": "en" if at == 1 else None}) for at, turn in enumerate(example().turns)
    )
    said = [p.get("lang") for p in Page(render_html(example(turns=turns))).all("p") if p.get("class") == "said"]
    assert said == [None, "en", *[None] * 6]


def test_hostile_text_stays_text() -> None:
    html = render_html(hostile())
    assert "\x1b" not in html
    assert "\u202e" not in html
    html.encode("utf-8")
    assert html.count("<script") == 0
    assert NASTY_SHOWN in PAGES["hostile"].text
    assert "{{ 7*7 }} {x}" in PAGES["hostile"].text


def test_long_evidence_unfolds() -> None:
    page = Page(render_html(crowd(3, 60)))
    assert len(page.all("details")) == 4
    assert "Vis 3 eksempler mere" in page.text


def test_the_same_report_gives_the_same_page() -> None:
    assert render_html(example()) == render_html(example())


def test_a_long_meeting_of_many_is_quick() -> None:
    report = crowd(50, 5000)
    began = time.perf_counter()
    html = render_html(report)
    assert time.perf_counter() - began < 20
    assert 'id="turn-5000"' in html


def test_pictures_are_loaded_only_when_there_are_any() -> None:
    code = "import sys, render.variants as v; v.notes().to_html(); sys.exit('altair' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=False).returncode == 0

"""The words that decide how a text is read, from ``data/lexicon/LANG/ingest.toml``."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from samtalecoach.errors import SamtalecoachError
from samtalecoach.resources import resource

__all__ = ["LANGUAGES", "Words", "all_words", "language_of", "words_of"]

LANGUAGES = ("da", "en")
_SAMPLE_CHARACTERS = 20_000


class Words(BaseModel):
    """The word lists of one language, or of all together; every word is casefolded."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    default_author: str = Field(description="Name of the author of notes that name none.")
    months: tuple[frozenset[str], ...] = Field(
        description="Twelve sets of spellings, in order.", min_length=12, max_length=12
    )
    weekdays: frozenset[str] = Field(description="Names of the days; they may stand before a date.")
    date_labels: frozenset[str] = Field(description="What may stand before a date on a line of its own.")
    function_words: frozenset[str] = Field(description="Words that are never part of a name.")
    pronoun_speakers: frozenset[str] = Field(description="Pronouns that may be a speaker's whole label.")
    not_speakers: frozenset[str] = Field(description="Openings before a colon, and headings, that are no speaker.")
    interjections: frozenset[str] = Field(description="Answers of one word; never a speaker, nor a heading.")
    agreements: frozenset[str] = Field(description="Openings and headings of what is to happen; kept in notes.")
    facts: frozenset[str] = Field(description="Labels of the facts about a meeting, such as its place.")
    titles_of_text: frozenset[str] = Field(description="Labels whose value is the title of the text.")
    authors: frozenset[str] = Field(description="Openings before the name of who wrote the notes.")
    title_openings: frozenset[str] = Field(description="Endings of the word that opens a title line.")
    titles: frozenset[str] = Field(description="Words before a name that belong to it, without full stop.")
    joiners: frozenset[str] = Field(description="Words between two names that speak together.")
    particles: frozenset[str] = Field(description="Lower-case words inside names.")
    roles: frozenset[str] = Field(description="What speakers are called by their part.")
    ordinary_endings: frozenset[str] = Field(description="Endings that headings have and names have not.")
    inflections: frozenset[str] = Field(description="Endings that leave a heading a heading.")
    inventions: frozenset[str] = Field(description="What a speech recogniser writes over silence, whole.")
    invented_openings: frozenset[str] = Field(description="How such lines begin, where they end in a name.")
    address_openings: frozenset[str] = Field(description="Words before a name that is spoken to.")
    introductions: frozenset[str] = Field(description="Words behind a name with which somebody presents themself.")
    outsiders: frozenset[str] = Field(description="What stands in brackets behind a guest's name.")
    nobodies: frozenset[str] = Field(description="What programs call somebody they did not recognise.")
    week: tuple[frozenset[str], ...] = Field(
        description="Seven sets of spellings, from Monday on, short ones too.", min_length=7, max_length=7
    )
    chat_today: frozenset[str] = Field(description="What a chat calls the day on which it is read.")
    chat_yesterday: frozenset[str] = Field(description="What it calls the day before.")
    chat_announcements: frozenset[str] = Field(description="What stands between a sender and the time of a message.")
    chat_interface: frozenset[str] = Field(description="Lines that a chat program writes, whole, with # for a number.")
    chat_interface_openings: frozenset[str] = Field(description="How such lines begin.")
    chat_interface_endings: frozenset[str] = Field(description="How such lines end.")
    chat_quotes: frozenset[str] = Field(description="Lines above a message that is only repeated.")
    chat_edited: frozenset[str] = Field(description="What closes a message that was changed.")
    chat_by: frozenset[str] = Field(description="The word before the sender where a message is summed up.")
    chat_profile_openings: frozenset[str] = Field(description="How the link to a profile begins.")
    chat_profiles: frozenset[str] = Field(description="What that link leads to.")
    chat_own: frozenset[str] = Field(description="Lines above a message of one's own, whole.")
    chat_notices: frozenset[str] = Field(description="Lines that a chat program writes itself, whole.")
    chat_notice_openings: frozenset[str] = Field(description="How such lines begin.")
    chat_notice_endings: frozenset[str] = Field(description="How such lines end, behind the name of a file.")
    chat_marks: frozenset[str] = Field(description="Words in the angle brackets that close a message.")
    chat_events: frozenset[str] = Field(description="What is told of somebody in a line that nobody wrote.")
    chat_creations: frozenset[str] = Field(description="What stands before the name of a new group.")
    transcript_kinds: frozenset[str] = Field(description="What the title of a transcript ends in.")
    transcript_sections: frozenset[str] = Field(description="Headings that a program writes into a transcript.")
    transcript_notices: frozenset[str] = Field(description="How a line ends that tells of the transcription itself.")
    transcript_closings: frozenset[str] = Field(description="How the lines begin that close a transcript.")
    hour_words: frozenset[str] = Field(description="Hours, as a duration names them.")
    minute_words: frozenset[str] = Field(description="Minutes.")
    second_words: frozenset[str] = Field(description="Seconds.")
    chat_from: frozenset[str] = Field(description="The word before the sender in a meeting's chat.")
    chat_to: frozenset[str] = Field(description="The word before the recipient.")
    chat_everyone: frozenset[str] = Field(description="The recipient where a message is for all.")
    chat_private: frozenset[str] = Field(description="What stands in brackets behind a name where it is for one.")
    chat_reactions: frozenset[str] = Field(description="How a line begins that tells of a mark put on a message.")
    chat_answers: frozenset[str] = Field(description="How a line begins that quotes the message answered.")
    transcript_inserts: frozenset[str] = Field(description="How that begins which a program puts into the speech.")
    recording_links: frozenset[str] = Field(description="How a link to the recording begins.")
    column_speakers: frozenset[str] = Field(description="Names of a table's column of speakers.")
    column_texts: frozenset[str] = Field(description="Names of its column of what is said.")
    column_starts: frozenset[str] = Field(description="Names of its column of times.")
    column_ends: frozenset[str] = Field(description="Names of its column of the times at which a turn ends.")
    column_dates: frozenset[str] = Field(description="Names of its column of dates.")
    column_conversations: frozenset[str] = Field(description="Names of a column that tells conversations apart.")
    empty_titles: frozenset[str] = Field(description="Titles that programs give a document, without numbers.")
    empty_title_openings: frozenset[str] = Field(description="How such titles begin.")
    page_words: frozenset[str] = Field(description="Words that stand beside the number of a page.")
    mail_labels: frozenset[str] = Field(description="Labels of the lines at the head of a mail.")
    mail_from: frozenset[str] = Field(description="Of these, those of the sender.")
    mail_sent: frozenset[str] = Field(description="Of these, those of the time.")
    mail_to: frozenset[str] = Field(description="Of these, those of the recipients.")
    mail_subjects: frozenset[str] = Field(description="Of these, those of the subject.")
    mail_wrote: frozenset[str] = Field(description="The verb between a time, a sender, and what is quoted.")
    mail_separators: frozenset[str] = Field(description="What stands in the line above a mail that is repeated.")
    mail_replies: frozenset[str] = Field(description="What programs put before the subject of an answer.")
    mail_closings: frozenset[str] = Field(description="How the last lines of a mail begin.")
    mail_notices: frozenset[str] = Field(description="How lines begin that a mail program adds.")
    mail_disclaimers: frozenset[str] = Field(description="What only stands in legal and other standing notices.")
    given_names: frozenset[str] = Field(description="Common given names.")

    @field_validator("given_names", mode="before")
    @classmethod
    def _listed(cls, names: object) -> object:
        return names.split() if isinstance(names, str) else names


def _merged(parts: tuple[Words, ...]) -> Words:
    fields = {
        name: frozenset().union(*(getattr(part, name) for part in parts))
        for name in Words.model_fields
        if name not in ("default_author", "months", "week")
    }
    months = tuple(frozenset().union(*same) for same in zip(*(part.months for part in parts), strict=True))
    week = tuple(frozenset().union(*same) for same in zip(*(part.week for part in parts), strict=True))
    return Words(default_author=parts[0].default_author, months=months, week=week, **fields)


@cache
def words_of(language: str) -> Words:
    """The lists of one language. Raises SamtalecoachError that names the file and field at fault."""
    path = resource("data", "lexicon", language, "ingest.toml")
    try:
        return Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise SamtalecoachError(f"Ordlisten '{path}' kan ikke læses ({error}); installér samtalecoach igen.") from error


@cache
def all_words() -> Words:
    """The lists of all languages together: a text's language is not known until it is read."""
    return _merged(tuple(words_of(language) for language in LANGUAGES))


def language_of(text: str) -> str:
    """The language whose function words are most frequent at the beginning of the text; Danish where none is ahead."""
    tokens = [token.strip(".,:;!?()[]\"'") for token in text[:_SAMPLE_CHARACTERS].casefold().split()]
    hits = {language: sum(token in words_of(language).function_words for token in tokens) for language in LANGUAGES}
    return max(LANGUAGES, key=lambda language: hits[language])

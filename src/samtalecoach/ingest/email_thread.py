"""Threads of mails pasted as text: blocks of "Fra:", "Sendt:", "Til:", "Emne:", ">" below "Den … skrev …:", or as on Gmail's page."""

from __future__ import annotations

import re
from functools import cache

from samtalecoach.conversation import Conversation
from samtalecoach.ingest.chat_days import in_order
from samtalecoach.ingest.lexicon import all_words
from samtalecoach.ingest.mail_parts import conversation_of_mails, mails_in, signed_by
from samtalecoach.ingest.registry import Source

__all__ = ["read_email_thread"]

_BEGINNING = 60_000  # characters in which a thread shows the head of a mail


def read_email_thread(source: Source) -> Conversation | None:
    """The pasted mails, oldest first; None where the text has neither the head of a mail nor words before a quotation.

    What stands above the first head was written by whoever signs it, else by somebody whom the text does not name; above a thread
    that begins with its oldest mail it is a heading.
    """
    beginning = source.text[:_BEGINNING]
    if not _signs().search(beginning) or len(mails_in(beginning.splitlines())[0]) < 2:
        return None
    (above, *others), left_out = mails_in(source.lines)
    above.sender = signed_by(above, others)
    subject = next((mail.subject for mail in others if mail.subject), "")
    order = in_order([mail.when for mail in others])
    if others[0].printed or (order is not None and len(others) > 1 and order == sorted(order)):
        # from the oldest on, below a heading
        headings = [line for line in above.lines if line]
        subject = subject or next(iter(headings), "")
        mails, left_out = others, [*headings, *left_out]
    elif order is None:
        mails = [*reversed(others), above]
    else:
        mails = [*(others[at] for at in order), above]
    return conversation_of_mails(source, mails, subject=subject, omitted=left_out)


@cache
def _signs() -> re.Pattern[str]:
    """What a pasted thread has somewhere, and hardly another text."""
    words = all_words()
    labels = "|".join(map(re.escape, sorted(words.mail_from | words.mail_to)))
    to = "|".join(map(re.escape, sorted(words.mail_to)))
    verbs = "|".join(map(re.escape, sorted(words.mail_wrote)))
    return re.compile(
        rf"^[>\s]{{0,20}}[*_]{{0,3}}(?:{labels})[*_]{{0,3}}:|^(?:{to})\s\S|\b(?:{verbs})\b",
        re.IGNORECASE | re.MULTILINE,
    )

"""Reading conversations: one file per format, each asked in turn whether a source looks like its own."""

from samtalecoach.ingest.archive import read_archive, read_conversations
from samtalecoach.ingest.captions import read_captions
from samtalecoach.ingest.email_file import read_email_file
from samtalecoach.ingest.email_thread import read_email_thread
from samtalecoach.ingest.fathom import read_fathom
from samtalecoach.ingest.fireflies import read_fireflies
from samtalecoach.ingest.meet import read_meet
from samtalecoach.ingest.messages import read_messages
from samtalecoach.ingest.messenger import read_messenger
from samtalecoach.ingest.notes import read_notes
from samtalecoach.ingest.otter import read_otter
from samtalecoach.ingest.own_json import read_own_json, unknown_json
from samtalecoach.ingest.plain import read_plain
from samtalecoach.ingest.reader import read_conversation, read_text
from samtalecoach.ingest.recognisers import read_recognisers
from samtalecoach.ingest.registry import Reader, Source, on_demand, readers, register
from samtalecoach.ingest.table import read_table
from samtalecoach.ingest.teams_document import read_teams_document
from samtalecoach.ingest.unreadable import refuse_unreadable
from samtalecoach.ingest.whatsapp import read_whatsapp
from samtalecoach.ingest.zoom_text import read_zoom_text

__all__ = ["Reader", "Source", "read_conversation", "read_conversations", "read_text", "readers", "register"]

register(Reader("notes", read_notes))
register(Reader("plain", read_plain), before="notes")
register(Reader("teams_document", read_teams_document), before="plain")
register(Reader("captions", read_captions), before="plain")
register(Reader("zoom_text", read_zoom_text), before="plain")
register(Reader("email_thread", read_email_thread), before="plain")
register(Reader("whatsapp", read_whatsapp), before="plain")
register(Reader("messenger", read_messenger), before="plain")
register(Reader("messages", read_messages), before="plain")
register(Reader("fathom", read_fathom), before="plain")
register(Reader("otter", read_otter), before="plain")
register(Reader("meet", read_meet), before="plain")
register(Reader("fireflies", read_fireflies), before="plain")
register(Reader("recognisers", read_recognisers), before="plain")
register(Reader("own_json", read_own_json), before="plain")
register(Reader("unknown_json", unknown_json), before="plain")
register(Reader("table", read_table), before="plain")
# Containers are asked first: the readers of texts need a text.
register(on_demand("html", "<"))
register(Reader("email_file", read_email_file))
register(on_demand("rtf", "{\\rtf"))
register(on_demand("pdf", "%PDF"))
register(Reader("archive", read_archive))
register(on_demand("workbook", "PK"))
register(on_demand("opendocument", "PK"))
register(on_demand("word", "PK"))
register(Reader("unreadable", refuse_unreadable))

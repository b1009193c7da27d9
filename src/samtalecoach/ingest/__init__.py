"""Reading conversations: one file per format, each asked in turn whether a source looks like its own."""

from samtalecoach.ingest.notes import read_notes
from samtalecoach.ingest.plain import read_plain
from samtalecoach.ingest.reader import read_conversation, read_text
from samtalecoach.ingest.registry import Reader, Source, readers, register
from samtalecoach.ingest.whatsapp import read_whatsapp
from samtalecoach.ingest.zoom_text import read_zoom_text

__all__ = ["Reader", "Source", "read_conversation", "read_text", "readers", "register"]

register(Reader("notes", read_notes))
register(Reader("plain", read_plain), before="notes")
register(Reader("zoom_text", read_zoom_text), before="plain")
register(Reader("whatsapp", read_whatsapp), before="plain")

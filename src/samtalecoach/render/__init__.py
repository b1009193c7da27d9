"""Rendering: a Report as HTML, Markdown or terminal text.

Renderers show what the report holds; they neither judge nor search.
"""

"""Reads plan documents: text in, a reading out. Knows no database, no framework and no language of the interface.

The layers, each a module: decode (bytes → text), clean and damage (raw → cleaned text), sentences, furniture, header,
markers, outline and headings (which paragraph stands under which number), assignments and grammar (who), timing and
recurrences (when), rules and phases, items, coverage. docs/reading.md describes the result.
"""

from workflow.reading.decode import NotReadable, decode
from workflow.reading.model import Reading
from workflow.reading.reader import read
from workflow.reading.source import Source

__all__ = ["NotReadable", "Reading", "Source", "decode", "read"]

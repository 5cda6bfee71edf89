"""From the bytes of a file to a `Source`: text, Markdown, web pages, Word, Excel, OpenDocument, PDF.

`sniff` tells the format at once, `load` takes out what the file holds, `load_apart` does so in a process that can be
killed. All of them raise NotReadable only, with a sentence that says what to do (refusals.py). A format is a module
with a function from bytes to Source; load.py names it.
"""

from workflow.reading.loading.apart import load_apart
from workflow.reading.loading.load import load
from workflow.reading.loading.sniffing import sniff

__all__ = ["load", "load_apart", "sniff"]

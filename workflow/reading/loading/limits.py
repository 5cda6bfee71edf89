"""How much of a file is taken at most. A plan of 150 pages stays far below each of these."""

MAX_PARTS = 5_000
"""Files inside a document that is a ZIP archive."""
MAX_UNPACKED = 120 * 1024 * 1024
"""Bytes of all of them unpacked."""
MAX_RATIO = 200
"""How many times its size a part may unpack to, once it is larger than FREE_BYTES."""
FREE_BYTES = 4 * 1024 * 1024
MAX_CHARACTERS = 1_500_000
MAX_MARGINS = 20_000
"""Characters of headers, footers and watermarks."""
MAX_CELLS = 200_000
MAX_ROWS = 50_000
MAX_COLUMNS = 300
MAX_PAGES = 400
MAX_DEPTH = 40
"""Tables and text boxes inside one another."""

SECONDS = 8
"""Wall clock of loading apart; a PDF has so long for each page, and PDF_SECONDS for all."""
PDF_SECONDS = 60
READING_SECONDS = 5
"""Of the processor, for reading apart; a plan of 150 pages takes one."""
MAX_ITEMS = 5_000
MEMORY = 512 * 1024 * 1024
CONVERSION_SECONDS = 20
"""By the clock: the first start of LibreOffice waits for the disk."""
CONVERSION_CPU_SECONDS = 8
CONVERSION_MEMORY = 720 * 1024 * 1024
"""Of address space; LibreOffice maps 450 MB of programs before it opens anything and stays below 512 MB in use."""

"""Why a file is not taken: a code for programs and a sentence that says what to do instead."""

from workflow.reading.decode import BINARY, EMPTY, ENCODING, NotReadable

SENTENCES = {
    "empty": EMPTY,
    "binary": BINARY,
    "encoding": ENCODING,
    "no_text": "There is no text in this file. Choose the file that holds the text of the plan.",
    "image": "This is a picture. Duban reads text: hand in the document it was made from, or type the plan out.",
    "archive": "This is an archive. Unpack it and hand in the plan document inside.",
    "scanned": "This PDF holds pictures of pages and no text. Hand in the document it was made from, or have the text recognised first.",  # noqa: E501
    "unmapped": "The characters of this PDF cannot be copied out as text. Hand in the document it was made from.",
    "encrypted": "The file is protected by a password. Save it without a password and hand it in again.",
    "macros": "The file holds macros. Save it as a document without macros (.docx or .xlsx) and hand that in.",
    "entities": "The file holds declarations (DOCTYPE) that no word processor writes. It was not opened. Save the document anew and hand that in.",  # noqa: E501
    "too_heavy": "Opening this file takes more time or memory than a plan document needs. Hand in the text of the plan alone.",  # noqa: E501
    "too_long": "The file is far longer than a plan document. Hand in the plan alone.",
    "damaged": "The file is damaged and cannot be opened. Open it in the program it was made with, save it anew and hand it in again.",  # noqa: E501
    "presentation": "This is a presentation. Hand in the plan as Word (.docx), Excel, PDF, web page or text.",
    "old_word": "Duban cannot open this older format on this computer. Open it in Word or WPS, choose “Save as”, the type “Word document (.docx)”, and hand that file in.",  # noqa: E501
    "other_office": "Duban does not read this office format. Save it as Word (.docx) or Excel (.xlsx) and hand that in.",  # noqa: E501
}


def refusal(code: str) -> NotReadable:
    """The refusal of a code."""
    return NotReadable(code, SENTENCES[code])

"""From the bytes of a file to its text, or a refusal that says what to do."""

CONTROL_SHARE = 0.01


class NotReadable(Exception):
    """The file cannot be read as a plan document.

    `code` is for programs (`empty`, `binary`, `encoding`), `message` an English msgid, translated where it is shown.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


EMPTY = "The file is empty. Choose the file that holds the text of the plan."
BINARY = "This is not a text file. Save the document as plain text (UTF-8) and hand that in."
ENCODING = "The text is not in UTF-8. Open it in an editor, save it with the encoding UTF-8 and hand it in again."


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, with or without byte order mark.

    Raises `NotReadable` for an empty file, a binary one, or text in another encoding.
    """
    if not data.strip():
        raise NotReadable("empty", EMPTY)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotReadable("encoding", ENCODING)
    if _is_binary(data):
        raise NotReadable("binary", BINARY)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable("encoding", ENCODING) from None
    if not text.strip():
        raise NotReadable("empty", EMPTY)
    return text


def _is_binary(data: bytes) -> bool:
    """Whether bytes occur that no text file holds; a stray control character alone does not make a file binary."""
    if b"\x00" in data:
        return True
    allowed = {7, 8, 9, 10, 11, 12, 13, 26, 27}
    control = sum(data.count(byte) for byte in range(32) if byte not in allowed)
    return control > len(data) * CONTROL_SHARE

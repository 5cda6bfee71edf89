"""From bytes to text, and what is refused on the way."""

import pytest
from opencc import OpenCC

from tests.workflow.reading import invented
from workflow.reading import NotReadable, decode, read


def refusal(data: bytes) -> str:
    with pytest.raises(NotReadable) as raised:
        decode(data)
    assert raised.value.message.endswith(".")
    assert str(raised.value) == raised.value.message
    return raised.value.code


def test_text_with_and_without_a_byte_order_mark() -> None:
    assert decode("工作要点".encode()) == "工作要点"
    assert decode("\ufeff工作要点".encode()) == "工作要点"


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", "\ufeff \n".encode(), "\u3000\n".encode()])
def test_nothing_in_it(data: bytes) -> None:
    assert refusal(data) == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00",
        b"%PDF-1.7\n%\x00\x01",
        bytes(range(1, 32)) * 9,
    ],
)
def test_no_text(data: bytes) -> None:
    assert refusal(data) == "binary"


ENCODINGS = ["gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"]
TRADITIONAL = "一、推動政務公開。各縣市政府應於十二月底前完成（市財政局主辦，市教育局協辦）。"
SIMPLIFIED = "一、推动政务公开。各县市政府应于十二月底前完成（市财政局主办，市教育局协办）。"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [TRADITIONAL, SIMPLIFIED], ids=["traditional", "simplified"])
def test_text_in_any_encoding_of_chinese(text: str, encoding: str) -> None:
    if encoding == "big5" and text == SIMPLIFIED:
        text = TRADITIONAL * 3
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("length", [12, 40, 400])
def test_any_part_of_a_plan_tells_its_encoding(encoding: str, length: int) -> None:
    text = invented.BUSINESS_CLIMATE.replace("\n", "")
    if encoding == "big5":
        text = OpenCC("s2tw").convert(text)
    parts = [text[start : start + length].strip() for start in range(40, len(text) - length, 37)]
    for part in filter(None, parts):
        data = part.encode(encoding, "ignore")
        assert decode(data) == data.decode(encoding).removeprefix("\ufeff"), part


def test_a_damaged_place_does_not_change_the_encoding() -> None:
    data = SIMPLIFIED.encode() * 9
    assert decode(data[:100] + b"\xff" + data[100:-1]).count("市财政局") == 9
    data = SIMPLIFIED.encode("gb18030") * 9
    assert decode(data + b"\xff").count("市财政局") == 9


def test_english_text_of_a_western_code_page() -> None:
    text = "Commitment 1: “open” the register – lead agency: Ministry of Finance. " * 3
    assert decode(text.encode("cp1252")) == text


def test_what_no_database_stores_is_left_out_and_the_rest_stays() -> None:
    assert decode(b"\x00" + SIMPLIFIED.encode() + b"\x00") == SIMPLIFIED
    assert decode(SIMPLIFIED.encode() + b"\xed\xa0\x80" + SIMPLIFIED.encode()) == SIMPLIFIED * 2
    assert decode("\u202e甲\u202c\x07".encode()) == "\u202e甲\u202c\x07"
    halves = SIMPLIFIED.encode("utf-16-le") + b"\x00\xd8" + SIMPLIFIED.encode("utf-16-le")
    assert decode(halves) == SIMPLIFIED * 2


def test_bytes_that_are_no_text_of_any_kind() -> None:
    assert refusal(bytes(range(128, 256)) * 9) == "encoding"


@pytest.mark.parametrize(
    "text",
    [
        "你好。",
        "番茄炒蛋\n1. 打两个鸡蛋。\n2. 切三个番茄。\n3. 每月吃一次。\n",
        "今天天气很好，我们去公园散步。\n\n后来下雨了。",
        "",
        " \n",
    ],
)
def test_text_that_is_no_plan_has_no_items(text: str) -> None:
    reading = read(text)
    assert reading.items == ()
    assert reading.rules == ()
    assert len(reading.coverage.unexplained) == len(reading.coverage.sentences)

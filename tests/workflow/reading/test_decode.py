"""From bytes to text, and what is refused on the way."""

import pytest

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


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16"])
def test_text_in_another_encoding(encoding: str) -> None:
    assert refusal("一、任務與要求".encode(encoding)) == "encoding"


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

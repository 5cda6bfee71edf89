"""No text makes the reader raise, misplace a finding or lose a sentence; its work grows with the text, not faster."""

import json
import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflow.reading.places import assert_maps, assert_places
from tests.workflow.reading.shared import plan_text
from workflow.reading import NotReadable, decode, read

PLAN_WORDS = """
一、 二、 （一） (二) 1. 2、 1.1 ① 第一条 第二章 重点任务 总体要求 推进公开
。 ， ； 、 ： （ ） ( ) 《 》 “ ”
市财政局 各县区政府 有关部门 等 和 牵头 分别 会同 负责落实 按职责分工 配合 责任单位： 完成时限：
30个工作日内 24小时内 15日内 2026年 13月 2月30日前 年底前 年内 上半年 第三季度 力争2年 三年内
每季度 每周 按月 每半年 每两年 不少于2次 至少一次 本要点公布后 制定实施方案 附件：1. （征求意见稿）
决策前至少两周 会议召开前5个工作日 提前30天 每月10日前 次月8日前 每季度首月5日前 2026年3月至9月 2026—2028年 到2028年
及时 定期 原则上 按照上级部署 动态更新 待国家出台办法后 部门每年至少1次，各街道每年至少2次 月调度 国庆节前 “十五五”末
《统计条例》 （国发〔2025〕14号） 根据 已经市政府常务会议审议通过 附件：任务分解表 （见附件2） 2O26年 签发人：
, ; : ? 鎮（zhen） 鏀垮姟鍏紑 æ”¿åŠ¡
【牵头单位】 [ 】 ] 〔 责任领导： 协办单位： 时限要求： 由市民政局牵头 区教育局要 各街道每季度 参照执行 谁主管、谁负责
排在第一位的为牵头单位，下同 以上各项任务均由市财政局配合 试点单位：市财政局、市民政局 第一阶段： 任务一： ㈠ ⑴ 1）
2026年3月5日 云川市人民政府 关于印发 的通知 云政发〔2026〕3号 鎮(zhèn) 區 ?。ㄒ唬 当前位置：首页
"""
WORDS = [*PLAN_WORDS.split(), *["\n", "\n\n", "\r\n", "\ufeff", "\u3000", " ", "1.1 ", "PAGE 1", "准备阶段（3月底前）"]]
NUMBERS = st.integers(min_value=-3, max_value=200)
patient = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_words_of_plans_in_any_order(text: str) -> None:
    reading = read(text)
    assert_places(reading)
    assert_maps(reading)
    json.dumps(reading.as_json(detail=True), ensure_ascii=False).encode()


@patient
@given(st.text(alphabet=st.characters(codec=None), max_size=400))
def test_any_characters_at_all(text: str) -> None:
    reading = read(text)
    assert_places(reading)
    assert_maps(reading)


@patient
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except NotReadable as refusal:
        code = refusal.code
    else:
        code = "read"
        assert_places(read(text))
    assert code in {"read", "empty", "binary", "encoding"}


PLANS = ["linyi-2016", "shunyi-2016", "jinghai-2020", "xicheng-2017", "zhonglou-2018"]


def mutilated(text: str, chance: random.Random) -> str:
    """A text with parts deleted, doubled, exchanged or replaced by junk, in characters and in lines."""
    parts: list[str] = list(text) if chance.randrange(3) else text.splitlines(keepends=True)
    longest = 30 if len(parts) > 1000 else 3
    for _ in range(chance.randrange(1, 60)):
        place, length = chance.randrange(len(parts)), chance.randrange(1, longest)
        act = chance.randrange(5)
        if act == 0:
            del parts[place : place + length]
        elif act == 1:
            parts.insert(place, chance.choice(WORDS))
        elif act == 2:
            other = chance.randrange(len(parts))
            parts[place], parts[other] = parts[other], parts[place]
        elif act == 3:
            parts[place:place] = parts[place : place + length]
        else:
            parts[place] = chr(
                chance.choice([chance.randrange(0x20, 0x3000), chance.randrange(0x4E00, 0x9FFF), 0x2028])
            )
        if not parts:
            parts = [chance.choice(WORDS)]
    return "".join(parts)


@pytest.mark.parametrize("name", PLANS)
def test_mutilated_plans(name: str) -> None:
    text = plan_text(name)
    chance = random.Random(name)
    for _ in range(24):
        reading = read(mutilated(text, chance))
        assert_places(reading)
        json.dumps(reading.as_json(detail=True), ensure_ascii=False).encode()


@pytest.mark.parametrize("name", PLANS)
def test_mutilated_plans_with_refused_repairs(name: str) -> None:
    text = plan_text(name)
    chance = random.Random(name)
    for _ in range(4):
        raw = mutilated(text, chance)
        usual = read(raw)
        refused = [repair.raw_at for repair in usual.repairs if chance.random() < 0.3]
        reading = read(raw, refused=refused)
        assert_places(reading)
        assert_maps(reading)
        assert not {repair.raw_at for repair in reading.repairs} & set(refused)


@patient
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join), st.lists(st.tuples(NUMBERS, NUMBERS), max_size=6))
def test_any_refusal(text: str, refused: list[tuple[int, int]]) -> None:
    reading = read(text, refused=refused)
    assert_places(reading)
    assert_maps(reading)


MILLION = 1_000_000
HARD_WORDS = """
（ ） ( () （（ 一 1 1. 。 ， 、 年 月 每 0 ?
》 《 “ “》 各 局 和 局和 市局、 牵头 负责、 年内 每月 ： 关于 区 2026年
, ; : 前 《根据》 每月10日前 提前3天 决策前两周 及时 原则上， 2O 国发〔2025〕1号 经同意 3月至9月 €
年内至少1次， 12月底前， 每月1次， 3个工作日内 附件： （市局牵头）
由市教育局牵头， 各部门要。 市局要对各部门在 以上各项任务均由市、
排在第一位的为牵头单位， 一、甲（一）乙1.丙 试点单位：市局、
【 】（ 责任单位： ㈠ 任务一： 第一阶段： 谁主管谁负责 参照执行，
大中小 下载 (zhèn) 鎮(zhèn) 區 第一条 牵头单位：
"""
HARD = [
    *HARD_WORDS.split(),
    *[
        " ",
        "\u3000",
        "\n",
        "\t",
        "1、\n",
        "一、\n",
        "（一）\n",
        "（市局牵头）\n",
        "?。ㄒ唬\n",
        "责任单位：局\n",
        "1.1.1.1 ",
    ],
]


@pytest.mark.parametrize("unit", HARD, ids=repr)
def test_a_long_text_of_one_thing_is_read_to_its_end(unit: str) -> None:
    reading = read(unit * (MILLION // 10 // len(unit)))
    assert reading.coverage.in_items + reading.coverage.waived + len(reading.coverage.unexplained) == len(
        reading.coverage.sentences
    )


@pytest.mark.parametrize("unit", ["（", "一", "。", "、", "年内至少1次，", "《"], ids=repr)
def test_a_million_characters(unit: str) -> None:
    assert read("一、" + unit * (MILLION // len(unit))).raw


def test_brackets_in_brackets_of_any_depth() -> None:
    text = "一、" + "（" * 50_000 + "市财政局牵头" + "）" * 50_000
    assert_places(read(text))


def calls_made(act: Callable[[], Any]) -> int:
    """How many calls, of Python and of C functions, an act makes: its cost without a clock."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("name", ["linyi-2016", "shunyi-2016", "jinghai-2020"])
def test_twice_the_text_costs_twice_the_work(name: str) -> None:
    text = plan_text(name) + "\n"
    once, twice, eight = (calls_made(lambda n=n: read(text * n)) for n in (1, 2, 8))  # type: ignore[misc]
    assert twice <= 2.3 * once
    assert eight <= 2.3 * 4 * once


@pytest.mark.parametrize(
    "unit",
    [
        "（一）推进公开。年内至少1次，每月公开，3个工作日内办结（市财政局牵头，有关部门配合）。\n",
        "（一）根据《统计条例》（国发〔2025〕14号）,决策前两周及时公开,原则上每月10日前报送;详见附件1(市财政局牵头)。\n",
        "部门每年至少1次，各街道至少2次，提前3天，3月至9月，到2028年，按照上级部署动态更新，",
        "年内至少1次，12月底前，每月1次，",
        "甲（市财政局牵头）。3个工作日内完成乙（市教育局牵头），",
        "由市财政局牵头，会同市教育局完成甲。各县区政府要每月完成乙。",
        "甲。责任单位：市财政局二、乙。",
        "以上各项任务均由市财政局配合。排在第一位的为牵头单位。",
    ],
)
def test_the_work_grows_with_the_text_in_one_place_too(unit: str) -> None:
    fewer, more = (calls_made(lambda n=n: read("一、任务\n" + unit * n)) for n in (200, 800))  # type: ignore[misc]
    assert more <= 4.6 * fewer


def test_progress_is_honest() -> None:
    told: list[tuple[int, int]] = []
    reading = read(
        "一、任务\n（一）甲事（市财政局负责）。\n（二）乙事（市教育局负责）。\n",
        progress=lambda *step: told.append(step),
    )
    assert len(reading.items) == 2
    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)
    assert told == sorted(told)


def test_progress_may_stop_the_reading() -> None:
    class Cancelled(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        read("一、任务\n（一）甲事（市财政局负责）。\n", progress=stop)

"""The words that say how often: 每季度, 按月, 年内至少, 一月一调度, 月报制度; and by which day of the period."""

import re

from workflow.reading.model import Period
from workflow.reading.numerals import NUMBER, parse_number

TIMES = r"(?:场次|批次|次|场|期|篇|轮|批|回|份|条|件|部|个|遍)"
ACTS = (
    r"(?:调度|通报|例会|分析|督查|督导|检查|考核|考评|会商|研判|小结|总结|清零|点评"
    r"|晾晒|评估|监测|更新|推进|碰头|汇总|排名)"
)
EVERY = re.compile(
    r"每(?:个|一|逢)?(?P<every>年度|年|半个?月|单月|半年|季度|季|月份|月|周|星期|(?:两|二|三|六|[236])个?(?:年|月|周|星期|季度)"
    r"|双月|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[天日]|旬|学期|学年|届|日|天|个?工作日)(?![期边均常益产])"
    r"|(?P<other>隔(?:周|月))|(?P<by>[按逐](?:月|季度|季|周)|按年(?![度龄代份级限]))(?![期边节光度])"
    r"|(?<![第十百\d.两三四五六七八九])一个?(?P<one>年|季度|月|周|星期)(?=[内里]?[^，,。；;一]{0,12}(?:至少|不少于|不低于|最少)|[一两二三四\d][次回](?![的性]))"
    rf"|(?<![\d一二三四五六七八九十])一(?P<drill>年|季度?|月|周|日|旬)一(?=[\u3400-\u9fff])(?![度日号月])"
    rf"|(?P<long>半年|[两二三四五]年|年度|季度|双月)(?<![上下前后近每一\d]..)一(?=[小大]?{ACTS}|轮|换|评|报|查|清|训|会|次(?!的))"
    r"|(?P<even>[单双]月)(?:(?<=逢..)|(?<![\u3400-\u9fff]..))(?=(?:\d{1,2}[日号]|[上中下]旬|[底末])(?:之|以)?前|召开|通报|报|调度)"
    # 每逢节假日前, 每遇汛期: neither week nor month, so a person says how often.
    r"|每[逢遇](?P<when>(?!个?[单双周月季年星旬])[^，,。；;]{2})|逢(?<![每相重恰适正又]逢)(?P<fair>[集节会圩])|每到(?P<season>[^，,。；;]{0,6}?(?:节|假|汛|季|冬|夏))"
    rf"|(?<![每上下半本当该按逐个全今去明前历往同近终隔双\d一二两三四五六七八九十])(?P<act>半年|月|季|周|年)(?:度)?(?=(?:工作)?{ACTS})(?<!年度)(?<!季度推进)"
    r"|(?<=[立行施执实格落])(?:[^，,。；;]{0,6}?)(?P<report>周|月|季|年)(?=报(?:告|送)?制度?)"
)
WITHIN = re.compile(r"(?:年内|年度内|全年|年度|季度内|月内)")
MINIMUM = re.compile(
    rf"(?:不得?少于|不低于|至少|最少|不下于)[^，,；;。\d一二两三四五六七八九十]{{0,20}}(?P<number>{NUMBER})(?!\d|[.％%]){TIMES}(?![人次/]|工作[日天]|自然日|小时|月|星期)"
    rf"|(?P<number2>{NUMBER}){TIMES}(?:及)?以上"
)
COUNT = re.compile(rf"(?P<number>{NUMBER})(?:[-—–~～至到]{NUMBER})?{TIMES}(?![人性月])")
PERIODS: dict[str, Period] = {
    "年": "year", "年度": "year", "季": "quarter", "季度": "quarter",
    "月": "month", "月份": "month", "周": "week", "星期": "week",
}  # fmt: skip
# Every N months as a count a year where that comes out even.
UNEVEN = {"半年": 2, "双月": 6, "单月": 6, "隔月": 6, "六月": 2, "6月": 2, "两月": 6, "2月": 6, "半月": 24}
QUARTERS = {"三月", "3月"}
# 每年不超过2次 limits what others may do; it is no duty.
LIMIT = re.compile(r"不(?:得)?(?:超过|多于|高于)|至多|最多|以内")
# 每年增长4%, 每年抽查不低于5%: how much, not how often.
GROWS = re.compile(rf"(?![^，,。；;]{{0,24}}?\d{TIMES}(?!百分))[^，,。；;]{{0,24}}?\d+(?:\.\d+)?(?:[%％]|个百分点)")
LAST_DAY = re.compile(
    r"[度的]?(?:(?P<next>(?:次|下)(?:一)?(?:月|季度?|年)|结束后)(?:的)?)?(?:(?P<first>首月|第一个月|第1个月)|(?P<last>末月|最后一个月|第三个月|第3个月)"
    r"|(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?)?的?"
    rf"(?:(?P<day>{NUMBER})(?:[日号](?:之|以)?前|日内|[日号](?=(?:集中|统一|分别|各)?(?:公[开布]|发布|报[送告]|上报|通报|召开|开展|举办|组织|汇总|更新)))|(?P<end>(?:年|月)?(?:底|末)|最后一(?:天|日|个工作日))(?:之|以)?前?"
    r"|(?P<weekday>[一二三四五六日天])(?:(?:下班|上午|下午|中午)?(?:之|以)?前|(?<![一六日天])(?![次场期篇轮批回份条件部个遍天日小节至到])))"
)
IN_QUARTER = re.compile(r"[度的]?第?(?P<quarter>[一二三四1-4])季度(?:内|底|末)?(?![、，,和及至到—-])(?:之?前)?")
# 每年3月开展一次, 每年3月至5月集中整治, 每年上半年完成: done in these months.
DONE_THEN = r"(?=各|分别|[为是]|完成|开展|组织|集中|召开|举办|举行|报送|通报|公布|发布|编制|制定|评估|检查|前)"
IN_MONTHS = re.compile(
    rf"[度的]?(?:(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月?份?[至到—–~～-])?(?:(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?|(?P<half>[上下]半年)(?!度?[、和及])){DONE_THEN}(?!前)"
)
DAY = re.compile(
    r"(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})[日号]|[底末])|(?P<whole>\d{1,2})月|年(?P<of_year>[中底末终])"
)
LISTED_WEEKDAYS = re.compile(r"(?P<days>[一二三四五六日天](?:[、和及](?:周|星期)?[一二三四五六日天](?![次场期])){1,6})")
LISTED_DAYS = re.compile(
    r"[度的]?(?P<days>(?:\d{1,2}月)?(?:\d{1,2}[日号]|[底末])(?:[、和及](?:\d{1,2}月)?(?:\d{1,2}[日号]|[底末])){1,11})(?:(?:之|以)?前|(?=公[开布]|发布|报[送告]|上报|通报|召开|开展|汇总|更新|各|分别))"
    r"|(?P<tens>[上中下]旬(?:[、和及][上中下]旬){0,2})"
    rf"|[度的]?(?P<months>\d{{1,2}}月份?(?:[、和及]\d{{1,2}}月份?){{1,11}}|年中[、和及]年[底末终]){DONE_THEN}"
)
NEXT = re.compile(
    rf"(?:次|下)(?:一个?)?(?P<unit>月|年|季度?)(?:(?P<first>首月)|(?P<month>\d{{1,2}})月(?:份)?)?(?:(?P<day>{NUMBER})[日号]|(?P<end>底|末))(?:之|以)?前"
)
TENS = {"上": "10", "中": "20", "下": "end"}
WEEKDAYS = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "日": "7", "天": "7"}


def written_period(match: re.Match[str]) -> str:
    """The period of a match of EVERY, as PERIODS, UNEVEN and QUARTERS name it."""
    written = (
        match["every"]
        or match["other"]
        or (match["by"] or "")[1:]
        or match["one"]
        or match["drill"]
        or match["act"]
        or match["report"]
        or match["long"]
        or match["even"]
        or match["when"]
        or match["season"]
        or match["fair"]
    )
    if match["even"]:
        return "双月"
    return written.removesuffix("份").replace("二", "两").replace("个", "")


def last_day(text: str, position: int, limit: int, period: Period) -> tuple[str, int] | None:
    """By which day of the period, written right behind it, and where that ends: 每月10日前 is `10`, 每年3月31日前
    `03-31`, 每年第一季度 `03-end`, 每季度首月10日前 `1-10`, 每周五前 `5`, 每月底前 `end`; with `+` it lies in the
    period after."""
    quarter = IN_QUARTER.match(text, position, limit) if period == "year" else None
    if period == "year" and (months := IN_MONTHS.match(text, position, limit)):
        if months["half"]:
            return ("06-end" if months["half"] == "上半年" else "12-end"), months.end()
        told = _day_of(months["month"], None, None, None, period)
        return (told, months.end()) if told else None
    if quarter:
        return f"{3 * (parse_number(quarter['quarter']) or 1):02d}-end", quarter.end()
    match = LAST_DAY.match(text, position, limit)
    if match is None:
        return None
    day = parse_number(match["day"] or "")
    if match["weekday"]:
        return (WEEKDAYS[match["weekday"]], match.end()) if period == "week" else None
    if day is not None and not 1 <= day <= 31:
        return None
    told = _day_of(match["month"], match["first"], match["last"], day, period)
    return (("+" if match["next"] else "") + told, match.end()) if told else None


def listed_days(text: str, position: int, limit: int, period: Period) -> list[str]:
    """The days of 每年6月底、12月底前 and 每月5日、20日前, as `last_day` describes them; nothing where it is one
    day."""
    if period == "week" and (weekdays := LISTED_WEEKDAYS.match(text, position, limit)):
        return [WEEKDAYS[day] for day in weekdays["days"] if day in WEEKDAYS]
    match = LISTED_DAYS.match(text, position, limit)
    if match and match["tens"]:
        return [TENS[part] for part in re.findall(r"[上中下]", match["tens"])] if period == "month" else []
    days = DAY.finditer(match["days"] or match["months"]) if match else ()
    told = [
        _day_of(
            "6" if day["of_year"] == "中" else day["month"] or day["whole"],
            None,
            None,
            parse_number(day["day"] or ""),
            period,
        )
        for day in days
    ]
    return [by for by in told if by] if all(told) else []


def next_period_day(text: str, position: int, limit: int) -> tuple[str, Period, re.Match[str]] | None:
    """次月10日前: by a day of the period after."""
    match = NEXT.search(text, position, limit)
    if match is None:
        return None
    period: Period = "month" if match["unit"] == "月" else "year" if match["unit"] == "年" else "quarter"
    told = _day_of(match["month"], match["first"], None, parse_number(match["day"] or ""), period)
    return (f"+{told}", period, match) if told else None


def _day_of(month: str | None, first: str | None, last: str | None, day: int | None, period: Period) -> str | None:
    """The day as `last_day` describes it; None where month and period do not go together."""
    written = f"{day:02d}" if day else "end"
    if period == "year":
        number = parse_number(month or "")
        if month and (number is None or not 1 <= number <= 12):
            return None
        if number:
            return f"{number:02d}-{written}"
        return "end" if not day and not first and not last else None
    if month:
        return None
    if period == "quarter":
        if first or last:
            return f"{1 if first else 3}-{written}"
        return written if day is None else f"1-{written}"
    return written.lstrip("0") if not first and not last else None

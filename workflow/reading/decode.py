"""From the bytes of a text file to its text, or a refusal that says what to do.

An encoding is decided by what comes out: the one whose text consists of the characters that official documents are
written with. UTF-8 that decodes without a fault is always taken, since no other Chinese text happens to be valid UTF-8.
"""

from functools import cache

CONTROL_SHARE = 0.01
DAMAGED_SHARE = 0.02
FOREIGN_SHARE = 0.05
SAMPLE = 60_000
PLAUSIBLE = 0.45

# The characters most often met in plans, simplified and traditional; they tell one Chinese encoding from another.
FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
    "全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果"
    "料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则"
    "任取据处府给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安"
    "场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影"
    "算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标"
    "局县镇厅责牵督落责任牵头单位配合完成推进服务监督检查落实措施项目城乡村街道环境督促镇乡编印附"
    "這個國時來們對會發動產學經進著電裡現實體機當從業開還應關與數點條沒結問無係軍設統總員黨題變長資邊圖級組見計別論運農幾區強決幹戰則"
    "據處門導壓爭濟階術極聯認權證單風車務萬場達積議聲報鬥類離華確張馬節話況傳許廣記觀織裝眾書復兒須際驗連斷難礦備辦劃號標選責牽縣鎮廳"
    "督導協辦機關主辦執行"
)
PUNCTUATION = frozenset("，。、；：（）《》“”‘’〔〕【】！？—…·－％　〈〉「」『』０１２３４５６７８９①②③④⑤")


class NotReadable(Exception):
    """The file cannot be read as a plan document.

    `code` is for programs (`empty`, `binary`, `encoding`, and those of `workflow.reading.loading.refusals`), `message`
    an English msgid, translated where it is shown.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


EMPTY = "The file is empty. Choose the file that holds the text of the plan."
BINARY = "This is no document Duban can read. Hand in the plan as Word (.docx), Excel, PDF, web page or text."
ENCODING = "The encoding of the text was not recognised. Open it in an editor, save it with the encoding UTF-8 and hand it in again."  # noqa: E501 - one sentence, one msgid


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, GB 18030 or Big5, with or without byte order mark.

    NUL and halves of surrogate pairs, which no database stores, are left out. Raises `NotReadable` for an empty file, a
    binary one, or text in another encoding.
    """
    if not data.strip():
        raise NotReadable("empty", EMPTY)
    text = storable(_decoded(data)).removeprefix("\ufeff")
    if not text.strip():
        raise NotReadable("empty", EMPTY)
    return text


def storable(text: str) -> str:
    """The text without NUL and lone surrogates."""
    text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        # A pair written as two halves becomes its character, a half without its other half goes.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return data.decode("utf-32", "ignore")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "ignore")
    binary = _is_binary(data)
    try:
        # Halves of surrogate pairs are no UTF-8, but no reason to take the text for anything else either.
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        pass
    else:
        if not binary or score(text[:SAMPLE]) >= PLAUSIBLE:
            return text
    if (wide := _wide(data)) is not None:
        return wide
    if binary:
        raise NotReadable("binary", BINARY)
    return _best(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark. A text of few Chinese characters shows it by the NUL beside each of the others."""
    sample = data[: SAMPLE - SAMPLE % 2]
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        text = sample.decode(name, "replace")
        controls = sum(1 for char in text if char < " " and char not in "\t\r\n\f\v")
        latin = high.count(0) * 2 > len(high)
        if controls <= len(text) * CONTROL_SHARE and (score(text) >= PLAUSIBLE or (latin and score(text) >= 0)):
            return data.decode(name, "ignore")
    return None


def _best(data: bytes) -> str:
    """The most plausible of the readings of bytes that are no faultless UTF-8."""
    sample = data[:SAMPLE]
    scores: dict[str, float] = {}
    for name in ("utf-8", "gb18030", "big5hkscs"):
        text = sample.decode(name, "replace")
        damaged = text[:-2].count("\ufffd") / len(text)
        scores[name] = score(text) if damaged <= DAMAGED_SHARE else -1.0
    best = max(scores, key=scores.__getitem__)
    if scores[best] >= PLAUSIBLE:
        return data.decode(best, "replace")
    if sum(1 for byte in sample if byte > 127) <= len(sample) * FOREIGN_SHARE:
        # A few signs of a Western code page, the typographic quotation marks of an English text.
        return data.decode("cp1252", "replace")
    raise NotReadable("encoding", ENCODING)


def score(text: str) -> float:
    """How much a text looks like Chinese, from -1 to 1; ASCII does not count."""
    total = counted = 0.0
    usual = _usual()
    for char in text:
        if char < "\x80":
            continue
        counted += 1
        if char in FREQUENT or char in PUNCTUATION:
            total += 1
        elif char in usual:
            total += 0.5
        elif not "\u3400" <= char <= "\u9fff":
            total -= 1
    return total / counted if counted else 0.0


@cache
def _usual() -> frozenset[str]:
    """The characters of everyday use: the first level of GB 2312 and that of Big5."""
    simplified = b"".join(bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = b"".join(bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


def _is_binary(data: bytes) -> bool:
    """Whether bytes occur that no text file holds; a stray control character alone does not make a file binary."""
    allowed = {7, 8, 9, 10, 11, 12, 13, 26, 27}
    control = sum(data.count(byte) for byte in range(32) if byte not in allowed)
    return control > len(data) * CONTROL_SHARE

"""Tell the words with which a letter asks: asking words, pleas, outcries, questions; and told history from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractors.fields.blocks import OFFICE
from extractors.fields.sheets import LONGEST_SENTENCE
from vocab import Vocabulary

_LEAD = (
    r"(?:(?:所以|因此|因而|为此|故此|故|现在?|特此?|在此|于是|就|最后|同时|另外?|此外|并|也|还|再次|强烈|诚恳|恳切|诚挚|迫切|郑重|热切|我们?(?:全家|一家|村民|业主)?|本人|"
    r"村民们?|业主们?|大家|乡亲们|谨|只|衷心|一并|具体|综上(?:所述)?|鉴于此|亦|真心|真诚|十分|非常|坚决|[，、]){0,6})"
)
_STRONG = (
    r"(?:恳请|请求|恳求|敬请|诚请|吁请|呼吁|恳望|祈望|祈求|盼望|期盼|恳盼|跪求|要求|希望|建议|拜请|烦请|望请|"
    r"申请(?=贵|复核|依法|对))"
)
ASKS_STRONGLY = re.compile(_STRONG)
_WEAK = (
    r"(?:请(?![一二三两几半0-9]|问|假|客|教|了|来|过|人|的|柬|帖|示|原谅|谅解|查收|查阅|勿|放心|相信|理解|体谅|谅|见|参|帮工|"
    r"律师|邻居|注意|速?回信|您?放心|你|大家放心|与我|和我|跟我|拨打|联系|直接|寄|径|逕)"
    r"|[切亟尚敬万]?盼(?=[领贵政上能予尽有相各您县市区镇局党书给早依及帮严主组职国省公纪法信])|[切亟尚敬万]?望(?![着见去到远来过不了穿眼子女夫月京江洋门断向安城奎都龙谟之而其风闻诊族重塔楼复，。；！？\n]))"
)
_ASK = re.compile(
    rf"(?:^|(?<=[，；：、。！？\n]))(?P<lead>{_LEAD})(?P<ask>{_STRONG}|{_WEAK})|(?P<plain>恳请|恳求|吁请|诚请|"
    rf"请求(?=[^，。；！？]{{0,8}}{OFFICE}))|(?<![希渴期盼展探看观失愿名指声绝仰欲守相眺瞻威寄奢巴万])"
    r"(?P<mid>望(?=领导|贵|政府|上级|有关|相关|各级|市政府|尽快|尽早|早日|给予|予以))"
)
_LABEL = re.compile(
    r"(?:^|(?<=[。！？；，\n]))(?:[一二三四五六七八九十][、.])?(?:[^。，；：！？\n]{0,8}?)(?P<ask>诉求|请求|要求|建议|申请|信访|愿望|希望|意见)"
    r"(?:事项|内容|如下|有|很简单|只有|就是|就|是|为|[一二三四五六两几0-9]+[点条个项]){0,3}(?:如下)?[：:]"
)
_REFUSED = re.compile(
    r"拒绝|不肯|不同意|不予理|置之不理|未果|没有结果|不理不睬|总是推|一直推|一推再推|却(?:说|被|没)|但(?:是)?(?:他|她|对方|至今|一直|没)|[他她]们?说|答复[说称]|回答说|被(?:拒|赶)"
)
_POLITE = re.compile(
    r"(?:敬|恳|烦)?请(?:您?们?领?导?)(?:查收|查阅|核对|原谅|谅解|理解|体谅)|[^，；。]{0,12}(?:寄到|寄回|拨打|与我联系|和我联系|跟我联系|联系我|回信)|"
    r"希望(?:您|你们?)?(?:身体|工作|万事)|敬请(?:谅解|见谅)"
)
_TO_US = re.compile(
    r"要求(?:我|双方|各户|每户|业主|村民)|希望(?:你们?(?:身|工)|破灭|落空)|申请(?:了|过|后)|建议(?:我|他|了)|请求(?:了|被|过)|要求(?:了|被|过|的)"
)
_ADDRESSED = re.compile(rf"^.{{2,4}}?(?:贵|上级|领导|政府|有关|相关|各级|党|{OFFICE})|贵[局委办院部公]")
_WISH = re.compile(r"要求|希望|建议|请|[切亟尚敬]?[望盼]")
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_CLAUSE_END = re.compile(r"[，；：,;:、]")
_NO_PLEA = re.compile(r"^(?:[^，]{0,6}(?:谢谢|感谢|致谢|此致)|敬请(?:谅解|见谅|查收))")
_RHETORIC = re.compile(
    r"怎么(?:还|能|会|可能|就|又|这)|难道|真的|这么难|那么难|为什么|为何|凭什么|谁来|何在|合理吗|公平吗|天理|良心"
)
_HANDLE = re.compile(
    r"(?:^|[，；：、])(?:(?:快点?|赶[快紧]|早[点日]|尽快|马上|只要|就是?|还是|[叫让使](?:[他她]们?|(?![我他她])[^，。；！？他她]{1,8}?))){0,2}"
    r"把[^，。；！？了过]{1,18}?(?:还|退|修|补|结|追|抓|贴|查|交|管|拆|清|放|发|给|搬|迁|装|改|停)"
)
_HAPPENED = re.compile(r"[了过]|已|未|不|没|的是|一直|至今|当时|后来")
_ASKS_YES_NO = re.compile(r"(?:吗|呢|(?<!什)么)[？?]?$")


@dataclass(frozen=True)
class Ask:
    """Where words ask: from where to where they stand, and where the words behind them begin."""

    start: int
    end: int
    after: int
    label: bool = False


def asking_words(text: str, start: int, stop: int) -> list[Ask]:
    """Every asking word and every label (诉求：) from `start` to before `stop`, in the order written."""
    asks = []
    for match in _ASK.finditer(text, start, stop):
        group = next(name for name in ("plain", "mid", "ask") if match[name])
        asks.append(Ask(match.start(group), match.end(group), match.end()))
    asks += [Ask(m.start("ask"), m.end("ask"), m.end(), label=True) for m in _LABEL.finditer(text, start, stop)]
    return sorted(asks, key=lambda ask: (ask.start, -ask.after))


def is_told(text: str, low: int, high: int, *, late: bool) -> bool:
    """Whether the words tell that something was once asked, or by others, or say only good wishes."""
    clause = text[low : min(high, low + LONGEST_SENTENCE)]
    if _REFUSED.search(clause) or _TO_US.match(clause) or _POLITE.match(clause):
        return True
    return _WISH.match(clause) is not None and _ADDRESSED.search(clause) is None and not late


def plain_asks(
    text: str, start: int, stop: int, *, late_from: int, vocabulary: Vocabulary
) -> Iterator[tuple[str, int, int]]:
    """Sentences that ask without an asking word at a clause's head: pleas, outcries, questions; with their rule.

    Outcries and what somebody is said to want count from `late_from` on alone; before it they are history.
    """
    words = _words(vocabulary)
    for sentence in _SENTENCE.finditer(text, start, stop):
        low, high = sentence.span()
        said = text[low : min(high, low + LONGEST_SENTENCE)]
        for rule in ("plea", "question", "named", "asker", "outcry"):
            match = words[rule].search(said)
            if match is None or said[-1] in "：:" or (rule in ("asker", "outcry") and low < late_from):
                continue
            at = match.start() if rule in ("plea", "named") else _clause_start(said, match.start())
            if words["told"].search(said, _clause_start(said, match.start()), match.end()):
                continue
            if _REFUSED.search(said, at) or _NO_PLEA.match(said[at:]) or _TO_US.match(said[at:]):
                continue
            yield f"demand.{rule}", low + at, min(high, low + at + LONGEST_SENTENCE)
            break


def consulting_asks(text: str, start: int, stop: int, *, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """Questions that want an answer: 请问 … 如何 …, 咨询 …, and plain questions at the letter's end."""
    words = _words(vocabulary)["consulting"]
    for sentence in _SENTENCE.finditer(text, start, stop):
        said = sentence[0][:LONGEST_SENTENCE]
        opened = re.search(r"请问|想问|咨询|想了解|想知道|请教|问一下", said)
        asked = said.endswith(("？", "?")) or opened is not None
        wanted = words.search(said)
        if not asked or _RHETORIC.search(said) or not (wanted or _ASKS_YES_NO.search(said)):
            continue
        at = opened.start() if opened else _clause_start(said, wanted.start() if wanted else len(said))
        yield "demand.question", sentence.start() + at, sentence.start() + len(said)


def bare_asks(text: str, start: int, stop: int, *, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int]]:
    """Sentences from `start` on that ask without a word of asking: 尽快修好路灯; 把欠的工钱结清就行; 最好加一个站."""
    words = _words(vocabulary)
    for sentence in _SENTENCE.finditer(text, start, stop):
        said = sentence[0][:LONGEST_SENTENCE]
        wish = words["bids"].match(said) or words["wishing"].search(said) or _HANDLE.search(said)
        if wish is None:
            continue
        at = _clause_start(said, wish.start())
        end = _CLAUSE_END.search(said, wish.end())
        if not _HAPPENED.search(said, wish.start(), end.start() if end else len(said.rstrip("了。！"))):
            yield "demand.bare", sentence.start() + at, sentence.start() + len(said)


@cache
def _words(vocabulary: Vocabulary) -> dict[str, re.Pattern[str]]:
    def either(name: str) -> str:
        return "|".join(map(re.escape, vocabulary.phrase_list(name)))

    nouns = either("asking_nouns")
    cries = [re.escape(word) for word in vocabulary.phrase_list("outcries")]
    others = r"了|过|被|的|破灭|落空|对方|[他她]们?[才却就不拿说]"
    wants = rf"(?:希望|要求|请求|盼望|期盼|期望|渴望|建议|呼吁|盼|意见是)(?!{others})"
    return {
        "plea": re.compile(rf"(?<![请要恳哀追需])(?:{either('pleading')})(?!之?下|[个了过的人假客问求])"),
        "question": re.compile(rf"(?:{either('asking_questions')})(?=[^。]{{2,}})"),
        "asker": re.compile(
            rf"(?:{either('askers')})(?:以[^，。；！？]{{1,12}}(?:身份|名义))?[^，。；！？的都被]{{0,6}}?{wants}(?![，。；！？]|$)|"
            rf"只能求|只有求|意见是"
        ),
        # 我的要求很简单，就是 …: what is asked stands behind.
        "named": re.compile(
            rf"(?:{either('askers')})(?:"
            rf"(?:的|唯一|主要|最大|具体|基本|一[个点条]|几[个点条]|[只就]?有|[只就]|小小){{0,4}}(?:{nouns})"
            rf"(?:很简单|不高|不多|只有一[个条点]|[，,]){{0,3}}(?:就只?是|只是|无非是?|无他|是|为(?![准主据]))|"
            rf"(?:的|就|只|也|都|只?有){{0,3}}[一两几][个点条](?:小小)?的?(?:{nouns})[，,：:])(?=[^，。；！？]{{3}})"
        ),
        # 还我 is a cry at a clause's head alone: 他才把存折还我 tells what happened.
        "outcry": re.compile("|".join(rf"(?<![\u4e00-\u9fff]){word}" if word[0] == "还" else word for word in cries)),
        "told": re.compile(either("told_before")),
        "wishing": re.compile(either("wishing")),
        "bids": re.compile(
            rf"(?:[0-9一二三四五]{{1,2}}[、.．]|[（(][0-9一二三四五][）)]|[①-⑩]|应|应当|尽快|尽早|马上|立即|依法|全面)*(?:{either('bids')})(?=[^。]{{3}})"
        ),
        "consulting": re.compile(either("consulting_questions")),
    }


def _clause_start(said: str, place: int) -> int:
    before = [match.end() for match in _CLAUSE_END.finditer(said, 0, place)]
    return before[-1] if before else 0

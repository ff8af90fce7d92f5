"""The page that engines are tried and measured on: a clean A4 letter at 200 dpi, of invented words."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extractors.engines.engine import Grey

FONT = Path(__file__).parent.parent / "fonts" / "NotoSansSC-GB2312.otf"
SIZE = (1654, 2339)
MARGIN, TOP, HEIGHT, PITCH = 190, 230, 42, 76

PAGE_LINES = (
    "关于翠堤湾小区供水管道老化的来信",
    "尊敬的领导：您好！我是翠堤湾小区的住户韩水生，",
    "住在三栋402室，电话13900005678。从2025年6月起，我们",
    "小区的自来水时断时续，早晚高峰几乎没有水，高层住户只好",
    "半夜起来接水。物业公司说管道用了二十多年，早就锈穿了，",
    "更换需要动用维修资金186500元，业主大会开了两次都没有通过。",
    "这件事关系到两百多户人家的日常生活，老人和孩子最不方便。",
    "我们曾于2025年9月12日向街道办事处反映，工作人员到现场",
    "看过，答应协调自来水公司临时加压，可是至今没有动静。",
    "恳请上级部门派人核实情况，督促有关单位尽快更换管道，",
    "并公布维修资金的使用办法，让大家用上放心水。",
    "此致",
    "敬礼！",
    "反映人：韩水生",
    "2025年11月3日",
)
"""The lines as they stand on the page, from the top."""


def draw_contract_page() -> Grey:
    """The page, drawn with the font that the program brings; the same on every machine."""
    page = Image.new("L", SIZE, 252)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), HEIGHT)
    for number, line in enumerate(PAGE_LINES):
        left = SIZE[0] // 2 if number >= len(PAGE_LINES) - 2 else MARGIN
        pen.text((left, TOP + number * PITCH), line, font=font, fill=24)
    return np.asarray(page, np.uint8).copy()

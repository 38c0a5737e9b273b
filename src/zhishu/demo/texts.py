"""Titles, abstracts and first claims that fit their classes, for many patents at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zhishu.demo.chance import Draws
from zhishu.demo.city import DESIGN, UTILITY_MODEL, Patents
from zhishu.demo.sheet import Choice, fill, join, where, words
from zhishu.demo.themes import DESIGN_STYLES, DESIGN_THINGS, THEMES

# Two modifiers stand in every title: 1,024 pairs, gone through in turn, so that neighbours differ.
MODIFIERS = (
    "高效 节能 紧凑型 模块化 轻量化 可拆卸 可调节 自适应 智能 低噪声 防腐 耐磨 防尘 防水 快速 高精度"
    " 高稳定 低成本 分体式 一体式 双向 多级 多工位 便携式 折叠式 旋转式 直线式 浮动式 封闭式 嵌入式 组合式 循环式"
).split()
SCENES = (
    "车间 仓储 户外 高温环境 低温环境 潮湿环境 狭小空间 连续生产 小批量生产 夜间作业 远程运维 移动作业 家居 商业 医疗 教学"
    " 园区 社区 山区 港口 隧道 桥梁 矿区 农田 温室 实验室 中试线 流水线 冷链 船舶 轨道交通 机场"
).split()
# Odd, so that the pairs come round only after all of them were there.
_STEP = 387

_INVENTIONS = (
    "一种用于{scene}的{modifier}{mean}{thing}及其制备方法",
    "一种面向{scene}改善{trouble}的{modifier}{thing}及其控制方法",
    "采用{mean}的{scene}用{modifier}{thing}及其制造工艺",
    "{scene}用{modifier}{thing}{trouble}的抑制方法",
    "一种{scene}用可{gain}的{modifier}{thing}",
    "{scene}用{modifier}{thing}的{first}{mean}方法及系统",
)
_MODELS = (
    "一种{scene}用带有{mean}{first}的{modifier}{thing}",
    "一种防止{trouble}的{scene}用{modifier}{thing}",
    "一种{scene}用{modifier}{thing}的{first}与{second}连接结构",
    "便于更换{first}的{scene}用{modifier}{thing}",
)
_DESIGNS = ("{thing}（{scene}用{modifier}{style}）", "{modifier}{style}{thing}（{scene}）")
_MEASURES = (
    "所述{first}的厚度为{number}毫米",
    "所述{second}的处理温度为{number}0摄氏度，保持{small}分钟",
    "所述{first}与{third}的间隙为{small}毫米",
    "所述{third}的质量分数为{small}%",
    "所述{second}的响应时间小于{number}0毫秒",
)
_RELATIONS = (
    "之间设有缓冲间隙",
    "可拆卸连接",
    "沿周向均匀布置",
    "依次层叠",
    "通过导向结构滑动配合",
    "由同一控制信号驱动",
)
_RESULTS = (
    "与现有结构相比，{gain}{small}%以上",
    "试验表明可{gain}，连续运行{number}00小时未见异常",
    "在{number}次循环后仍能{gain}",
    "能够{gain}，并使单件成本下降{small}%",
)
_ABSTRACT = (
    "{opening}一种{thing}，涉及{industry}技术领域。包括{first}、{second}和{third}，所述{first}与所述{second}"
    "{relation}，{measure}。针对{trouble}的问题，采用{mean}的方式对{first}进行处理，{result}，同时有助于{more}。"
)
_CLAIM = "1. 一种{thing}，其特征在于，包括{first}、{second}和{third}，所述{first}与所述{second}{relation}，{measure}。"
_DESIGN_ABSTRACT = "1.本外观设计产品的名称：{title}。2.本外观设计产品的用途：{thing}。3.设计要点：整体形状及{style}表面的结合。"


@dataclass(frozen=True)
class Texts:
    """Columns of text; a design has no claim, and classes of Locarno instead of the IPC."""

    title: pa.Array
    abstract: pa.Array
    first_claim: pa.Array
    claim_count: pa.Array
    main_ipc: pa.Array
    ipc: pa.Array
    locarno: pa.Array


class Writer:
    """Writes the texts of patents from the words of their themes."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._of = {
            name: Choice([getattr(theme, name) for theme in THEMES])
            for name in ("things", "parts", "troubles", "means", "gains", "ipc")
        }
        self._industry = pa.array([theme.industry for theme in THEMES])
        self._design_things = Choice([things.split() for _, things in DESIGN_THINGS])
        self._locarno = pa.array([symbol for symbol, _ in DESIGN_THINGS])

    def write(self, patents: Patents) -> Texts:
        """The texts of a batch."""
        at, draws = patents.at, self._draws
        is_design = patents.kind == DESIGN
        slots = self._slots(patents)
        design = draws.below("design", at, len(DESIGN_THINGS))
        design_thing = self._design_things.pick(design, draws.below("design thing", at, 3))
        slots["thing"] = where(is_design, design_thing, slots["thing"])
        forms = draws.below("title", at, 12)
        n_inventions, n_models = len(_INVENTIONS), len(_MODELS)
        form = np.where(
            is_design,
            n_inventions + n_models + forms % len(_DESIGNS),
            np.where(
                patents.kind == UTILITY_MODEL, n_inventions + forms % n_models, forms % n_inventions
            ),
        )
        title = fill((*_INVENTIONS, *_MODELS, *_DESIGNS), form, slots)
        abstract = fill(
            (_ABSTRACT, _DESIGN_ABSTRACT), is_design.astype(np.int64), {**slots, "title": title}
        )
        claim = fill((_CLAIM,), at * 0, slots)
        main, classes = self._classes(patents)
        return Texts(
            title,
            abstract,
            where(~is_design, claim),
            where(~is_design, words(draws.between("claims", at, 1, 18))),
            where(~is_design, main),
            where(~is_design, classes),
            where(is_design, self._locarno.take(pa.array(design))),
        )

    def _slots(self, patents: Patents) -> dict[str, pa.Array]:
        at, theme, draws = patents.at, patents.theme, self._draws
        pair = at * _STEP % (len(MODIFIERS) * len(SCENES))
        part, step = draws.below("part", at, 60), draws.between("part step", at, 1, 2)
        gain = draws.below("gain", at, 60)
        slots = {
            "modifier": Choice([MODIFIERS]).pick(at * 0, pair),
            "scene": Choice([SCENES]).pick(at * 0, pair // len(MODIFIERS)),
            "style": Choice([DESIGN_STYLES]).pick(at * 0, draws.below("style", at, 60)),
            "thing": self._of["things"].pick(theme, draws.below("thing", at, 60)),
            "trouble": self._of["troubles"].pick(theme, draws.below("trouble", at, 60)),
            "mean": self._of["means"].pick(theme, draws.below("mean", at, 60)),
            "gain": self._of["gains"].pick(theme, gain),
            "more": self._of["gains"].pick(theme, gain + 1),
            "first": self._of["parts"].pick(theme, part),
            "second": self._of["parts"].pick(theme, part + step),
            "third": self._of["parts"].pick(theme, part + 2 * step),
            "industry": self._industry.take(pa.array(theme)),
            "number": words(draws.between("number", at, 4, 90)),
            "small": words(draws.between("small", at, 2, 45)),
            "relation": Choice([_RELATIONS]).pick(at * 0, draws.below("relation", at, 6)),
            "opening": where(patents.kind == UTILITY_MODEL, "本实用新型公开了", "本发明公开了"),
        }
        slots["measure"] = fill(_MEASURES, draws.below("measure", at, len(_MEASURES)), slots)
        slots["result"] = fill(_RESULTS, draws.below("result", at, len(_RESULTS)), slots)
        return slots

    def _classes(self, patents: Patents) -> tuple[pa.Array, pa.Array]:
        """(main class, all one to three of them), with the mark of their edition."""
        at = patents.at
        first, count = self._draws.below("class", at, 60), self._draws.between("classes", at, 1, 3)
        printed = [
            join(self._of["ipc"].pick(patents.theme, first + number), "(2006.01)I")
            for number in range(3)
        ]
        others = [where(count > number, join("; ", printed[number])) for number in (1, 2)]
        return printed[0], join(printed[0], *others)

"""Made patents for the search benchmarks: seeded, of our own words, any number of them, in Arrow batches.

Words follow Zipf's law: a common stock of technical words, made-up compounds of them, and words that
each class of the IPC prefers. Sentences follow the set phrases of abstracts, so that text packs and
terms spread about as they do in real ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pyarrow as pa

BATCH = 20_000
_SLOTS = 21
_THINGS = (
    "电池 隔膜 极片 正极 负极 材料 涂层 结构 装置 系统 方法 模块 单元 电路 芯片 传感 天线 信号 数据 图像 网络 终端 服务 平台 算法 模型 "
    "轴承 齿轮 阀门 管道 泵体 电机 转子 定子 支架 底座 壳体 盖板 滑块 导轨 弹簧 螺栓 夹具 刀具 模具 机床 焊缝 板材 型材 钢筋 混凝 砂浆 "
    "墙体 屋面 桥梁 隧道 土壤 肥料 种子 作物 果树 茶叶 饲料 水产 牲畜 药物 制剂 提取 组分 蛋白 基因 细胞 抗体 试剂 检测 样品 光纤 激光 "
    "透镜 光源 显示 面板 薄膜 溶液 溶剂 催化 反应 聚合 树脂 纤维 织物 染料 涂料 橡胶 塑料 玻璃 陶瓷 合金 铸件 粉末 颗粒 气体 液体 蒸汽 "
    "锅炉 换热 制冷 空调 风机 风道 过滤 净化 废水 污泥 烟气 粉尘 垃圾 车辆 轮胎 制动 转向 车厢 船舶 桨叶 飞行 无人 机器 机械 手臂 抓取 "
    "输送 分拣 仓储 包装 瓶盖 纸箱 标签 印刷 油墨 家具 座椅 床体 门窗 锁具 灯具 开关 插座 电缆 绝缘 变压 配电 逆变 储能 充电 光伏 风力 "
    "水力 燃料 氢气 石墨 碳管 硅片 晶圆 刻蚀 沉积 离子 电子 磁体 线圈 电容 电阻 频率 波形 噪声 振动 温度 压力 流量 液位 湿度 浓度 位移"
).split()
_ACTS = (
    "连接 固定 安装 设置 控制 调节 采集 处理 传输 存储 计算 识别 定位 跟踪 加热 冷却 搅拌 混合 分离 干燥 压缩 切割 打磨 焊接 喷涂 清洗 "
    "驱动 传动 支撑 密封 防护 导向 升降 旋转 翻转 折叠 伸缩 锁紧 释放 监测 报警 诊断 优化 匹配 融合 编码 解码 加密 校准 补偿 循环 回收"
).split()
_QUALITIES = (
    "高效 节能 智能 便携 可调 自动 新型 快速 稳定 精密 轻质 耐磨 耐热 防水 防尘 环保 多级 双向 柔性 微型 复合 集成 远程 在线 低温 高温 "
    "高压 无线 分布 均匀"
).split()
_GAINS = (
    "结构简单 使用方便 成本较低 效率提高 能耗降低 寿命延长 精度较高 安全可靠 便于维护 适用范围广 稳定性好 噪声较小 安装便捷 强度较高 "
    "操作简便 误差减小"
).split()
_CHARACTERS = (
    "安百保北本比变标表并部材层差长常成程持冲出处传垂次达大带单当导低底点调定动端段多额发范方防分风封复负杆感高隔工功孔管光广规滚过合核"
    "横厚环缓回活基极集间检交角接节结金紧近进径静距均卡开可空控口宽扩理力立联料流路率轮络滤满密面模膜末内能配平屏破气器强切倾全热容柔润"
    "散色上射伸升生声湿石时式手受输数水速缩台碳套体条通头透推外网微位温稳无系细限线相向销效斜芯形型性压延研盐氧叶液移异引应有预元圆源"
    "匀载增张罩真整正支直值制质中重周轴主注柱转装状锥准自阻组作坐"
)
_OPENINGS = (
    "本发明公开了一种{0}，属于{1}技术领域。所述{0}包括{2}、{3}和{4}，{2}与{3}{5}，{4}{6}于{2}的一侧。",
    "本发明提供一种{0}，涉及{1}领域，包括{2}，所述{2}上设有{3}，{3}的外侧{5}有{4}，并由{7}{6}。",
    "本申请涉及{1}，尤其涉及一种{0}，其特征在于：{2}的输出端与{3}的输入端{5}，{4}用于{6}{7}。",
    "一种{0}，包括以下步骤：S1，将{2}与{3}按质量比{8}:{9}{5}；S2，加入{4}，在{8}℃下{6}{9}小时；S3，得到{7}。",
    "本实用新型公开了一种{0}，包括{2}和{3}，{2}的顶部{5}有{4}，{4}远离{3}的一端{6}有{7}。",
)
_MIDDLES = (
    "所述{0}的内壁{1}有{2}，{2}的厚度为{5}mm。",
    "通过{0}对{2}进行{1}，并将{3}发送至{4}，由{4}判断{3}是否超过阈值。",
    "其中，{0}、{2}和{3}依次{1}，{4}的数量为{5}个。",
    "当{0}的{2}高于设定值时，{3}{1}{4}，从而避免{2}过高。",
    "所述{0}采用{2}制成，{3}占总质量的{5}%，{4}的粒径为{5}nm。",
    "在{0}与{2}之间{1}{3}，使{4}受力均匀。",
)
_ENDINGS = (
    "本发明{0}，{1}，解决了现有{2}中{3}不足的问题。",
    "与现有技术相比，{0}，{1}，有利于{2}的推广。",
    "本实用新型{0}，{1}，提高了{2}的{3}。",
    "该方法{0}，{1}，适合{2}的{3}。",
)
REGIONS = ("990102", "990103", "990121", "990122", "990123", "990102Z1")
KINDS = ("invention", "utility_model", "design")
_FIRST_DAY = date(2004, 1, 5)


def _zipf(count: int, exponent: float) -> np.ndarray:
    """The running sum of shares of ranks 1 to count."""
    weights = 1.0 / np.arange(1, count + 1) ** exponent
    return np.cumsum(weights / weights.sum())


def _ranks(
    chance: np.random.Generator, shares: np.ndarray, size: int | tuple[int, int]
) -> np.ndarray:
    return np.minimum(np.searchsorted(shares, chance.random(size)), len(shares) - 1)


@dataclass(frozen=True)
class PatentMaker:
    """Makes the same `rows` patents from the same seed."""

    rows: int
    seed: int = 20261101
    words: int = 14_000
    classes: int = 180
    own_words: int = 500

    @cached_property
    def vocabulary(self) -> list[str]:
        """Words by their rank: things of the trade first, then compounds, then rare made-up words."""
        chance = random.Random(self.seed)
        found = dict.fromkeys(chance.sample(_THINGS, len(_THINGS)))
        while len(found) < self.words:
            draw = chance.random()
            if draw < 0.35:
                word = chance.choice(_THINGS) + chance.choice(_THINGS)
            elif draw < 0.5:
                word = chance.choice(_QUALITIES) + chance.choice(_THINGS)
            elif draw < 0.6:
                word = chance.choice(_THINGS) + chance.choice(_CHARACTERS)
            else:
                word = chance.choice(_CHARACTERS) + chance.choice(_CHARACTERS)
            found.setdefault(word)
        return list(found)

    @cached_property
    def symbols(self) -> list[str]:
        """Main groups of the IPC by their rank, of fictional places in real sections."""
        chance = random.Random(self.seed + 1)
        found: dict[str, None] = {}
        while len(found) < self.classes:
            letter = chance.choice("AABBBCCDEFFGGGHHHH")
            found.setdefault(f"{letter}{chance.randrange(1, 70):02d}{chance.choice('BCDFGHJKLMN')}")
        return list(found)

    @cached_property
    def holders(self) -> list[str]:
        """Applicants by their rank: universities, then firms."""
        chance = random.Random(self.seed + 2)
        found: dict[str, None] = {}
        count = max(50, self.rows // 25)
        while len(found) < count:
            stem = "".join(chance.choice(_CHARACTERS) for _ in range(chance.choice((2, 2, 3))))
            if len(found) % 40 == 0:
                name = f"云澜{stem}大学"
            else:
                name = f"{chance.choice(('云澜', '青岚', '临溪', '望川', '石埠'))}{stem}{chance.choice(_THINGS)}{chance.choice(('有限公司', '股份有限公司', '科技有限公司'))}"
            found.setdefault(name)
        return list(found)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All patents in the order of their identifiers, as the table `patents` declares them."""
        for first in range(0, self.rows, BATCH):
            yield self._batch(first, min(BATCH, self.rows - first))

    def _batch(self, first: int, size: int) -> pa.RecordBatch:
        chance = np.random.default_rng((self.seed, first))
        topics = _ranks(chance, self._class_shares, size)
        years = np.arange(first, first + size) * 22 // max(1, self.rows)
        days = [
            _FIRST_DAY + timedelta(int(year) * 365 + int(day))
            for year, day in zip(years, chance.integers(0, 365, size), strict=True)
        ]
        kinds = chance.choice(3, size, p=(0.5, 0.42, 0.08))
        texts = self._texts(chance, topics)
        ids, grants, publications = [], [], []
        for at, (day, kind) in enumerate(zip(days, kinds, strict=True)):
            serial = first + at
            ids.append(f"{day.year}{kind + 1}{serial % 10_000_000:07d}{serial % 10}")
            publications.append(f"CN{kind + 1}{serial:08d}{'AUS'[kind]}")
            grants.append(f"CN{kind + 1}{serial:08d}{'BUS'[kind]}" if serial % 3 else None)
        classes = [
            [f"{self.symbols[topic]}{1 + int(draw) % 20}/{int(draw) // 20 % 20:02d}"]
            for topic, draw in zip(topics, chance.integers(0, 5400, size), strict=True)
        ]
        holders = _ranks(chance, self._holder_shares, size)
        return pa.record_batch(
            {
                "patent_id": ids,
                "application_number": ids,
                "right_kind": [KINDS[kind] for kind in kinds],
                "title": [title for title, _ in texts],
                "abstract": [abstract for _, abstract in texts],
                "holders": pa.array(
                    [[self.holders[one]] for one in holders], pa.list_(pa.string())
                ),
                "region_code": [REGIONS[one] for one in _ranks(chance, _zipf(6, 0.8), size)],
                "filed_on": pa.array(days, pa.date32()),
                "publication_number": publications,
                "grant_number": pa.array(grants, pa.string()),
                "granted_on": pa.array(
                    [
                        day + timedelta(500) if one else None
                        for day, one in zip(days, grants, strict=True)
                    ],
                    pa.date32(),
                ),
                "main_ipc": [one[0] for one in classes],
                "ipc": pa.array(classes, pa.list_(pa.string())),
                "ipc_section": [one[0][0] for one in classes],
                "claim_count": pa.array(chance.integers(1, 20, size), pa.int64()),
                "cited_by_count": pa.array(chance.geometric(0.4, size) - 1, pa.int64()),
            }
        )

    @cached_property
    def _class_shares(self) -> np.ndarray:
        return _zipf(self.classes, 0.7)

    @cached_property
    def _holder_shares(self) -> np.ndarray:
        return _zipf(len(self.holders), 0.8)

    @cached_property
    def _word_shares(self) -> np.ndarray:
        return _zipf(self.words, 1.0)

    @cached_property
    def _own_shares(self) -> np.ndarray:
        return _zipf(self.own_words, 0.9)

    @cached_property
    def _preferred(self) -> np.ndarray:
        """The words that each class prefers, its most frequent first."""
        chance = np.random.default_rng(self.seed + 3)
        rows = [chance.permutation(self.words)[: self.own_words] for _ in range(self.classes)]
        return np.array(rows)

    def _texts(self, chance: np.random.Generator, topics: np.ndarray) -> list[tuple[str, str]]:
        """Titles and abstracts: two words of three are words of the patent's class."""
        size = len(topics)
        own = _ranks(chance, self._own_shares, (size, _SLOTS))
        common = _ranks(chance, self._word_shares, (size, _SLOTS))
        chosen = np.where(
            chance.random((size, _SLOTS)) < 0.67, self._preferred[topics[:, None], own], common
        )
        picks = chance.integers(0, 1 << 20, (size, 20))
        words = self.vocabulary
        return [
            _sentences([words[one] for one in row], draws)
            for row, draws in zip(chosen.tolist(), picks.tolist(), strict=True)
        ]


def _sentences(things: list[str], picks: list[int]) -> tuple[str, str]:
    """One title and its abstract of three to five sentences."""
    ending = _pick(("装置", "方法", "系统", "结构", ""), picks[1])
    name = f"{_pick(_QUALITIES, picks[0])}{things[0]}{things[1]}{ending}"
    acts = [_pick(_ACTS, pick) for pick in picks[2:8]]
    numbers = [1 + pick % 97 for pick in picks[8:13]]
    sentences = [
        _pick(_OPENINGS, picks[13]).format(name, *things[2:6], *acts[:2], things[6], *numbers)
    ]
    for turn in range(1 + picks[14] % 3):
        some = things[7 + 4 * turn : 11 + 4 * turn]
        middle = _pick(_MIDDLES, picks[15 + turn])
        sentences.append(middle.format(some[0], acts[2 + turn], *some[1:], numbers[2 + turn]))
    gains = (_pick(_GAINS, picks[18]), _pick(_GAINS, picks[18] // 64))
    sentences.append(_pick(_ENDINGS, picks[19]).format(*gains, *things[19:]))
    return f"一种{name}", "".join(sentences)


def _pick(choices: Sequence[str], draw: int) -> str:
    return choices[draw % len(choices)]

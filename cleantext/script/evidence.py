"""Which characters are evidence for a script: computed from OpenCC's own dictionaries, or read where that was done.

`build_evidence` writes the file.  To compute it takes six dictionaries of OpenCC, a tenth of a second in each
process; with another version of OpenCC than that of the file it is done.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.script.engine import is_known
from cleantext.script.tables import by_character, simplified, to_points, to_str

__all__ = ["computed", "evidence"]

# Words of everyday Chinese that modern Japanese and Korean do not write.
_MARKS = "你您妳她它呢吧啊啦喔哦很哪怎跟啥咱甭嘛么们这吗说还让谁們這嗎麼"

# OpenCC changes these when they stand alone, but keeps or makes them in some phrase (乾坤, 于谦, 脩…).
_HANT_IN_PHRASES = "乾剋劄吒徵扞於昇氾濛祕脩蒐薹袷計谿釐陞麽"
_HANS_IN_PHRASES = (
    "万丑丰于云仆价伙余佣党冲准几凶划占厂厘叶吁后咏咨咸夸姗尸岩岳帘干广强征恒愿据斗朴杠杰柜涂涌"
    "淀游熏确种筑胜腊腌膻苹范荐虫虱蜡跖辟适郁采里霉韵"
)
# GB 2312 has these as well (夥颐, 拚命, 摺扇, 麴 the surname): a Simplified text may hold them.
_HANT_IN_SIMPLIFIED = "夥拚捱摺榘菸醣麴"
# Seen in native text of Taiwan and Hong Kong (多謝晒, 佳肴, 炖湯, 洒脫).
_HANS_IN_TRADITIONAL = "晒炖肴痒洒栖瓮茧"
# Japan's forms that Chinese phrases hold too.
_JPAN_IN_PHRASES = "予弁慎晃概欠瓶研缶翻萌褒郎"

_FILE = Path(__file__).with_name("evidence.txt")


def evidence() -> dict[str, str]:
    """Return the characters that are of these kinds, by the name of their `Class`; all are in the BMP."""
    if not is_known():
        return computed()
    lines = _FILE.read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def computed() -> dict[str, str]:
    """Return the same, computed."""
    han = np.r_[0x3400:0x4DC0, 0x4E00:0xA000].astype(np.uint32)
    t2s = simplified()[han]
    s2t, s2tw, s2hk, t2jp, jp2t = (by_character(config, han) for config in ("s2t", "s2tw", "s2hk", "t2jp", "jp2t"))
    hant = (t2s != han) & ~np.isin(han, _outputs(han, t2s)) & ~_in(han, _HANT_IN_PHRASES + _HANT_IN_SIMPLIFIED)
    hans = (s2t != han) & (s2tw != han) & (s2hk != han) & ~np.isin(han, _outputs(han, s2t, s2tw, s2hk))
    hans &= ~_in(han, _HANS_IN_PHRASES + _HANS_IN_TRADITIONAL)
    either = (t2s != han) | (s2t != han) | (s2tw != han) | (s2hk != han)
    jpan = (jp2t != han) & ~either & ~np.isin(han, _outputs(han, t2s, s2t, s2tw, s2hk)) & ~_in(han, _JPAN_IN_PHRASES)
    # JIS X 0208 level 1 holds what modern Japanese writes, with the forms it uses today.
    japanese = _in(han, _jis_level_1()) & (t2jp == han)
    marks = _in(han, _MARKS)
    kinds = np.full(len(han), "", "U16")
    kinds[jpan] = "JPAN"
    kinds[marks] = "MARK"
    for name, here in (("HANS", hans), ("HANT", hant)):
        kinds[here] = np.select([marks[here], japanese[here]], [f"{name}_MARK", f"{name}_SHARED"], name)
    return {name: to_str(han[kinds == name]) for name in sorted(set(kinds.tolist()) - {""})}


def _outputs(han: NDArray[Any], *tables: NDArray[np.uint32]) -> NDArray[Any]:
    """What the tables make of other characters."""
    return np.concatenate([t[t != han] for t in tables])


def _in(han: NDArray[Any], characters: str) -> NDArray[np.bool_]:
    return np.isin(han, to_points(characters))


def _jis_level_1() -> str:
    cells = (bytes((lead, trail)) for lead in range(0xB0, 0xD0) for trail in range(0xA1, 0xFF))
    return "".join(cell.decode("euc_jp", "ignore") for cell in cells)

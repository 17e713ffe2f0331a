"""What the first text of a process costs in `RepairEncoding`, over the second: what tables and patterns take to load.

Each in fresh processes, interleaved, medians of CPU time.  `python benchmarks/first_text.py [ROUNDS]`
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = next((ROOT / "seeds" / "pages").glob("000*"))
CODE = """
import sys, time
sys.path.insert(0, {root!r})
from cleantext import Document, RepairEncoding
text = {text}
at = time.process_time()
RepairEncoding()(Document(text))
between = time.process_time()
RepairEncoding()(Document(text))
print(2 * between - at - time.process_time())
"""
TEXTS = {
    "Chinese": "'今天天气很好(真的)，我们去公园吗？' * 20",
    "English": "'It is fine, is it not? (Yes.) ' * 50",
    "Korean": "'오늘은 날씨가 좋습니다. 한국어 문장입니다? (네)' * 20",
    "French": "'Café à la crème, où ? ' * 20",
    "pinyin residue, seed 000": f"open({str(SEED)!r}, encoding='utf-8').read()",
    "GBK as Latin-1": "'ÄãºÃ£¬ÊÀ½ç¡£' * 10",
    "UTF-8 as GBK": "'浣犲ソ锛屼笘鐣屻€' * 10",
}


def cost(text: str) -> float:
    """Milliseconds of CPU time that a fresh process takes for a text more than it takes for the text again."""
    code = CODE.format(root=str(ROOT), text=text)
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(told.stdout) * 1000


def main(rounds: int = 9) -> None:
    found: dict[str, list[float]] = {name: [] for name in TEXTS}
    for _ in range(rounds):
        for name, text in TEXTS.items():
            found[name].append(cost(text))
    print("| first text | ms |\n|---|---|")
    for name, costs in found.items():
        print(f"| {name} | {statistics.median(costs):.0f} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

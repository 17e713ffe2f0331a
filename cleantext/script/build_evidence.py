"""Write evidence.txt: the characters that are evidence for a script, from the dictionaries of OpenCC.

python -m cleantext.script.build_evidence > cleantext/script/evidence.txt
"""

from __future__ import annotations

from cleantext.script.engine import VERSION
from cleantext.script.evidence import computed

if __name__ == "__main__":
    print(
        f"# Evidence for a script, by the name of the class: from the dictionaries of OpenCC {VERSION} (Apache License"
    )
    print("# 2.0, github.com/BYVoid/OpenCC), as `cleantext.script.evidence` computes it.")
    for name, characters in computed().items():
        print(f"{name}\t{characters}")

"""The filter: mask what is private, in the order in which one number can be taken for another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from cleantext.document import Document, Edit
from cleantext.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from cleantext.mask.gate import Seen
    from cleantext.mask.numbers import Found

__all__ = ["KINDS", "REGIONS", "MaskPII"]

KINDS = ("email", "id_card", "bank_card", "phone", "qq", "wechat", "landline", "ip", "plate")
"""What is masked, in order of precedence: where two overlap, the earlier stands."""
REGIONS = ("TW", "HK", "JP", "KR")

_NARROW = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)}
_VISIBLE = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")


@dataclass(frozen=True)
class MaskPII:
    """Mask personal data; opt-in, in no preset.  Every mask is an edit with label `pii` and rule `pii.phone`.

    Found in mainland form, whatever the width, glued to Han characters or with digits set apart: mobile and landline
    phones, identity cards (with checksum), bank cards (with checksum), e-mail, IP addresses the net can reach, licence
    plates, QQ and WeChat ids with a word that says so.  Names and addresses are not looked for.

    Args:
        kinds: what to mask, of `cleantext.mask.pii.KINDS`.
        replacement: "label" puts `[PHONE]` in the place of a number; "same-length" puts `*` for each letter and digit,
            so that offsets stay and separators show.
        keep: contacts that are content and stay, such as a hotline: compared by letters and digits only.
        regions: "TW", "HK", "JP", "KR": phones (through the extra `pii`) and identity numbers of these, too.

    Raises:
        ConfigError: a kind, replacement or region that does not exist, or a region without the extra `pii`.

    >>> MaskPII()(Document("请联系13812345678或４００-８１０-８８８８", id=1)).text
    '请联系[PHONE]或[LANDLINE]'
    >>> MaskPII(replacement="same-length", keep=("400-810-8888",))(Document("电话138 1234 5678、400-810-8888")).text
    '电话*** **** ****、400-810-8888'
    """

    kinds: tuple[str, ...] = KINDS
    replacement: Literal["label", "same-length"] = "label"
    keep: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    name: ClassVar[str] = "pii"

    def __post_init__(self) -> None:
        for field, known in (("kinds", KINDS), ("regions", REGIONS)):
            values = tuple(getattr(self, field))
            object.__setattr__(self, field, values)
            for value in values:
                if value not in known:
                    raise ConfigError(f"MaskPII: no {field[:-1]} {value!r}{did_you_mean(str(value), known)}")
        object.__setattr__(self, "keep", tuple(self.keep))
        if self.replacement not in ("label", "same-length"):
            raise ConfigError(f"MaskPII: replacement is 'label' or 'same-length', not {self.replacement!r}")
        if self.regions:
            from cleantext.mask import regional

            regional.require()

    def __call__(self, doc: Document) -> Document:
        """Return the document with personal data masked, or the same object."""
        # An address may end only where the number glued to it is masked: look again, once more than there is to find.
        while (masked := doc.edit(self._edits(doc.text))) is not doc:
            doc = masked
        return doc

    def _edits(self, text: str) -> Iterator[Edit]:
        # Here, because tables and patterns take time to make, which `import cleantext` should not.
        from cleantext.mask.gate import look

        seen = look(text)
        if not seen.kinds and not self.regions:
            return
        shadow = seen.shadow
        kept = {_core(value) for value in self.keep}
        found: list[Found] = []
        taken: list[tuple[int, int]] = []
        for find in self._finders(seen):
            for f in find(shadow):
                if _core(shadow[f.start : f.end]) not in kept and not any(a < f.end and f.start < b for a, b in taken):
                    found.append(f)
                    taken.append((f.start, f.end))
        for f in sorted(found):
            there = text[f.start : f.end]
            mask = f"[{f.kind.upper()}]" if self.replacement == "label" else _VISIBLE.sub("*", there)
            yield Edit(f.start, f.end, replacement=mask, rule=f"pii.{f.kind}", label="pii", evidence=f.evidence)

    def _finders(self, seen: Seen) -> list[Callable[[str], Iterator[Found]]]:
        from cleantext.mask import addresses, numbers

        everywhere: dict[str, Callable[[str], Iterator[Found]]] = {
            "email": addresses.emails,
            "qq": addresses.qqs,
            "wechat": addresses.wechats,
            "ip": addresses.ips,
            "plate": addresses.plates,
        }
        near: dict[str, Callable[[str, int, int], Iterator[Found]]] = {
            "id_card": numbers.id_cards,
            "bank_card": numbers.bank_cards,
            "phone": numbers.mobiles,
            "landline": numbers.landlines,
        }
        wanted = [kind for kind in KINDS if kind in seen.kinds and kind in self.kinds]
        finders = [everywhere[kind] if kind in everywhere else _in(seen.windows, near[kind]) for kind in wanted]
        if self.regions:
            from cleantext.mask import regional

            finders.extend(regional.finders(self.regions, self.kinds))
        return finders


def _in(
    windows: list[tuple[int, int]], find: Callable[[str, int, int], Iterator[Found]]
) -> Callable[[str], Iterator[Found]]:
    return lambda text: (f for start, end in windows for f in find(text, start, end))


def _core(value: str) -> str:
    return "".join(c for c in value.translate(_NARROW) if c.isalnum()).lower()

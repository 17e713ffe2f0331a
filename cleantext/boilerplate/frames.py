"""Frames: what a page sets around every post, answer or comment, known by coming again and again.

A forum writes name, rank and date above each post and buttons below it.  Whatever the words are, the
same short lines come back between paragraphs, and one of them is known: 回复, 举报, 分享.  The line that
always stands between the same two of them, never a sentence, is a name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Set

from cleantext.boilerplate.late import FRAME_WORDS, MEMBER_WORDS, POST_WORDS
from cleantext.boilerplate.lines import Line, Mark
from cleantext.boilerplate.page import Page, structure

__all__ = ["SAID", "find_frames", "gaps", "is_known", "of_member", "shape", "take_frames"]

_POSTS = 3  # gaps between paragraphs in which a line has to come again
_FRAME = 24  # lines between two posts, their own included
_LONGEST = 24  # characters of such a line, a number counting one
_APART = 2  # lines of no frame, a name or a short post, between lines of one
_KEY = 8  # characters of a key, 来自:, and of its value
_LATIN_KEY = 20  # the same in an alphabet: "likes received: 12"
_NAME = 16  # characters of a name
_DIGITS = re.compile(r"\d[\d,.:/-]*")
_KNOWN = ("comment_widget", "counter")
_WORDS = re.compile(FRAME_WORDS)
_OF_POST, _OF_MEMBER = re.compile(POST_WORDS), re.compile(f"^(?:{MEMBER_WORDS})")
# What many say in a post, and nothing else; and where its picture is from.
SAID = re.compile(
    "(?:hello|hi|hey|dear|hallo|hola|buenas|salut|bonjour|bonsoir|ciao|moin|servus)\\b.{0,20}$"
    r"|(?:thanks|thank you|thx|(?:best |kind )?regards|cheers|merci|danke|gracias"
    r"|(?:lieber? |beste |viele )?gr(?:uß|üße)|lg|mfg"
    r"|cordialement|saludos|lol|yes|no|ok|okay|agreed|same|bump|nice|great)\b"
    r"|.{1,40}\b(?:said|says|wrote|writes|schrieb|hat geschrieben|a écrit|escribió|ha scritto)\s?:?[↑\s]*$"
    r"|(?:图片?|照片|视频)(?:来)?源\s?:|(?:photos?|images?|pictures?|sources?)\s?:"
    "|(?:多?谢+|感谢|学习|路过|不错|厉害|同意|已阅|收到|同问|求助|你好|大家好|顶+[!~]*$|沙发$|mark$|up$)"
)


def find_frames(page: Page) -> None:
    """Set `page.frames`: places in `page.full` of lines that come with every post, if there are posts."""
    known = _known(page)
    if not known:
        return
    places = gaps(page)
    found = _again(places, known)
    if not found:
        return
    posts = set[int]().union(*found.values()) & _small(places)
    # A line tells of the writer: the page is of a board, whatever stands within its posts.
    member = any(map(of_member, found))
    if len(posts) < _POSTS or (4 if member else 2) * len(posts) < max(posts) - min(posts) + 1:
        return
    shapes = [shape(line) for line in page.full]
    again = _again(places, enumerate(shapes))
    numbered = {
        words for line, words in zip(page.full, shapes, strict=True) if words in again and _DIGITS.search(line.shadow)
    }
    if not any(len(again[words] & posts) >= _POSTS for words in numbered):
        return  # a share bar above, within and below an article: nothing says when, or how many
    page.posts |= posts
    page.frames |= {k for k, words in enumerate(shapes) if words in again and places[k] in posts}
    for outwards in (range(min(page.frames) - 1, -1, -1), range(max(page.frames) + 1, len(shapes))):
        page.frames |= _outer(page, shapes, again.keys(), outwards)
    page.frames |= _names(page, shapes, page.frames)


def take_frames(page: Page) -> None:
    """Charge the lines of frames."""
    if page.off_structure("page.frame"):
        return
    for k in sorted(page.frames):
        page.take(page.full[k], structure("page.frame"), posts=len(page.posts))


def is_known(line: Line) -> bool:
    """Say whether a line of a frame is known to be of one, or has a number: it is no post."""
    words = shape(line)
    return of_member(words) or "0" in words or _is_known(line) or _OF_POST.search(words) is not None


def of_member(words: str) -> bool:
    """Say whether a line, given as it is but for its numbers, tells of the writer of a post."""
    return _OF_MEMBER.match(words) is not None


def shape(line: Line) -> str:
    """Return what a line says but for its numbers and, behind a key, a short value; "" if it can be of no frame.

    Of what many say in a post the caller takes care.
    """
    shadow = line.shadow
    if line.prose or len(shadow) > 2 * _LONGEST or shadow[-1] in "。!?….,":
        return ""
    if shadow.isalpha():  # no number and no key
        return shadow if len(shadow) <= _LONGEST else ""
    words = _DIGITS.sub("0", shadow)
    key, colon, value = words.partition(":")
    if colon and words.isascii() and len(key) <= _LATIN_KEY:
        return key + colon if len(value.strip()) <= _LATIN_KEY else ""
    if colon and len(key) <= _KEY:
        # 主席:柳欣(南开大学) is what the author says of each part of a programme.
        return key + colon if len(value.strip()) <= _KEY else ""
    return words if len(words) <= _LONGEST else ""


def _is_known(line: Line) -> bool:
    if line.prose or len(line.shadow) > 2 * _LONGEST:
        return False
    for rule in (*line.rules, line.item, line.row):
        # How many reviews it has stands below each of the wares in a list.
        if rule is not None and rule.label in _KNOWN and not rule.id.startswith("en.review"):
            return True
    return False


def _known(page: Page) -> list[tuple[int, str]]:
    """Return the places and shapes of known lines of frames, and of those like them; none if they are too few.

    Enough lines have to be known or to have a word of frames, and enough to be of the shapes that are known.
    """
    full = page.full
    told = {*page.ruled, *[x for _, x in page.words if x.item is not None or x.row is not None]}
    ruled = {x for x in told if _is_known(x)}
    marked = [x for k in page.marked(Mark.FRAME) if len((x := full[k]).shadow) <= 2 * _LONGEST and not x.prose]
    if len(ruled) + len(marked) < _POSTS:
        return []
    # Whatever is of a shape with a word of frames has that word, and so has the mark.
    often = Counter(map(shape, marked)) if len(marked) >= _POSTS else {}
    known = {
        words
        for words, n in often.items()
        if n >= _POSTS and (of_member(words) or (":" not in words and _OF_POST.search(words)))
    }
    known.update(map(shape, ruled))
    known.discard("")
    if not known:
        return []
    # Up to a number, or the colon behind a key, a line is as its shape.
    begin = tuple({words.partition("0")[0] for words in known})
    like = [(k, words) for k, x in enumerate(full) if x.shadow.startswith(begin) and (words := shape(x)) in known]
    if len(like) < _POSTS:
        return []
    enough = len(ruled)
    if enough < _POSTS:
        enough += sum([x not in ruled and _WORDS.search(x.shadow) is not None for x in marked])
    return like if enough >= _POSTS else []


def _again(gaps: list[int], shapes: Iterable[tuple[int, str]]) -> dict[str, set[int]]:
    """Return the gaps in which lines of a shape stand, given by their places, of those that come again and again."""
    where: dict[str, set[int]] = defaultdict(set)
    for k, words in shapes:
        if words:
            where[words].add(gaps[k])
    return {words: found for words, found in where.items() if len(found) >= _POSTS and not SAID.match(words)}


def gaps(page: Page) -> list[int]:
    """Return for each line the number of the gap between paragraphs in which it stands."""
    out, number, inside = [], 0, False
    for line in page.full:
        if line.prose and page.is_prose(line):
            number += not inside
            inside = True
        else:
            inside = False
        out.append(number)
    return out


def _small(gaps: list[int]) -> set[int]:
    """The gaps that hold no more lines than one frame has; menus hold hundreds."""
    return {gap for gap, size in Counter(gaps).items() if size <= _FRAME}


def _outer(page: Page, shapes: list[str], again: Set[str], outwards: range) -> set[int]:
    """The frame of the first or last post, where the menu or the footer stands next to it."""
    found: set[int] = set()
    since = 0  # lines of no frame passed
    for k in outwards:
        if shapes[k] in again:
            found.add(k)
            since = 0
        elif not page.full[k].prose:
            since += 1
            if since > _APART:
                break
    return found


def _names(page: Page, shapes: list[str], frames: set[int]) -> set[int]:
    """Lines that stand alone between the same two lines of a frame, where no post ever does."""
    slots: dict[tuple[str, str], list[int]] = defaultdict(list)
    taken: set[tuple[str, str]] = set()  # where a post stands
    for k in range(1, len(page.full) - 1):
        if k not in frames and k - 1 in frames and k + 1 in frames:
            slot = shapes[k - 1], shapes[k + 1]
            if page.full[k].prose or len(page.full[k].shadow) > _NAME:
                taken.add(slot)
            slots[slot].append(k)
        elif k in frames and page.full[k + 1].prose:
            below = next((i for i in range(k + 2, len(page.full)) if not page.full[i].prose), -1)
            if below in frames:
                taken.add((shapes[k], shapes[below]))
    names = {k for slot, places in slots.items() if slot not in taken and len(places) >= _POSTS - 1 for k in places}
    # Above the first post nothing of a frame stands: the name is known by what stands below it.
    first = min(frames)
    top = page.full[first - 1]
    if first > 0 and not top.prose and len(top.shadow) <= _NAME and shapes[first] in {shapes[k + 1] for k in names}:
        names.add(first - 1)
    return names

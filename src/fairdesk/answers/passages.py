"""Split an article's Markdown into sections, and sections into passages short enough to quote.

A passage keeps its heading path and the anchor of its section (of its own, `{#anchor}`, or made of the heading). Sections that are nothing but links (related
articles, tables of contents), or one line that ends with a colon, lead on, they do not answer: no passage is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 1200
"""Characters of a passage's plain text; a longer section becomes several passages."""

_NAMED = re.compile(r"\s*\{#([\w.:-]{1,80})\}\s*$")
"""An anchor that a heading brings along, as kramdown and Pandoc write it: `## By post {#post}`."""


@cache
def reader() -> MarkdownIt:
    """Return what reads Markdown: loaded when the first article is read, for most commands read none."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotable part of an article: where it stands, its plain text and its Markdown; `name` if its source gave one."""

    ordinal: int
    heading: tuple[str, ...]
    anchor: str
    text: str
    markdown: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list, long list's item, table or code block of a section."""

    tokens: tuple[Token, ...]
    text: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: its path below the title, its level (1 to 3; 0 before the first), its blocks."""

    heading: tuple[str, ...]
    level: int
    anchor: str
    tokens: tuple[Token, ...]
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Everything in it as plain text."""
        return "\n\n".join(block.text for block in self.blocks if block.text)


def sections_of(markdown: str, title: str) -> tuple[Section, ...]:
    """Cut tidy Markdown at its headings of level 1 to 3. The title itself, repeated as a heading, is no section."""
    lines = markdown.split("\n")
    path: dict[int, str] = {}
    anchors: set[str] = set()
    sections = []
    for level, written, tokens in _runs(reader().parse(markdown)):
        heading, named = without_anchor(written)
        path = {above: text for above, text in path.items() if above < level}
        if level and heading and not (level == 1 and heading == title):
            path[level] = heading
        anchor = _unique(named or (slug(heading) if path else ""), anchors)
        sections.append(Section(tuple(path.values()), level, anchor, tuple(tokens), tuple(_blocks(tokens, lines))))
    return tuple(sections)


def passages_of(sections: Sequence[Section]) -> tuple[Passage, ...]:
    """Return the quotable passages in their order."""
    found: list[Passage] = []
    for section in sections:
        if _only_links(section) or _leads_on(section):
            continue
        for blocks in _packed([block for block in section.blocks if block.text]):
            text = _headed(section.heading, blocks)
            markdown = "\n\n".join(block.markdown for block in blocks)
            found.append(Passage(len(found), section.heading, section.anchor, text, markdown))
    return tuple(found)


def without_anchor(heading: str) -> tuple[str, str]:
    """Return a heading without the anchor that it brings along, and the anchor, "" if it brings none."""
    found = _NAMED.search(heading)
    return (heading[: found.start()], found.group(1)) if found else (heading, "")


def slug(heading: str) -> str:
    """Return a heading as an anchor: letters and digits of any script, lower case, hyphens between."""
    return "-".join(re.findall(r"\w+", heading.lower()))[:80]


def _unique(wanted: str, taken: set[str]) -> str:
    wanted = wanted or "start"
    anchor, n = wanted, 1
    while anchor in taken:
        n += 1
        anchor = f"{wanted}-{n}"
    taken.add(anchor)
    return anchor


def _runs(tokens: list[Token]) -> Iterator[tuple[int, str, list[Token]]]:
    """Yield (level, heading, tokens below it); level 0 is what stands before the first heading."""
    level, heading, at = 0, "", 0
    run: list[Token] = []
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open" and token.level == 0 and token.tag in ("h1", "h2", "h3"):
            if level or run:
                yield level, heading, run
            level, heading, run = int(token.tag[1]), _inline(tokens[at + 1]).strip(), []
            at += 3
        else:
            run.append(token)
            at += 1
    yield level, heading, run


def _blocks(tokens: list[Token], lines: list[str]) -> Iterator[Block]:
    for block in _top_level(tokens):
        whole = _block(block, lines)
        if len(whole.text) > LONGEST and block[0].type.endswith("_list_open"):
            # A list too long for one quotation is cut between its items, never inside one.
            first = int(block[0].attrs.get("start", 1))
            yield from (_block(item, lines, first + n) for n, item in enumerate(_top_level(block[1:-1])))
        elif whole.text or block[0].type == "hr":
            yield whole


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    depth = 0
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _block(tokens: list[Token], lines: list[str], number: int = 1) -> Block:
    start, end = tokens[0].map or (0, 0)
    return Block(tuple(tokens), plain(tokens, number), "\n".join(lines[start:end]).strip("\n"))


def _packed(blocks: list[Block]) -> Iterator[list[Block]]:
    pack: list[Block] = []
    for block in blocks:
        if pack and sum(len(one.text) for one in pack) + len(block.text) > LONGEST:
            # "To do this:" belongs to the steps that follow.
            carried = [pack.pop()] if len(pack) > 1 and pack[-1].text.endswith((":", "：")) else []
            yield pack
            pack = carried
        pack.append(block)
    if pack:
        yield pack


def _headed(heading: tuple[str, ...], blocks: list[Block]) -> str:
    # A bare list means nothing, or the opposite, without its heading ("We do not accept:").
    bare = blocks[0].tokens[0].type in ("bullet_list_open", "ordered_list_open", "list_item_open", "table_open")
    return (f"{heading[-1]}\n" if bare and heading else "") + _joined(blocks)


def _joined(blocks: list[Block]) -> str:
    text = ""
    for block in blocks:
        item = block.tokens[0].type == "list_item_open"
        text += ("\n" if item and text else "\n\n" if text else "") + block.text
    return text


def _leads_on(section: Section) -> bool:
    """Whether a section is one line such as "These are the ways to do it:", whose answer stands under the next headings."""
    return section.text.rstrip().endswith((":", "：")) and len(section.blocks) == 1


def _only_links(section: Section) -> bool:
    linked = total = 0
    for token in section.tokens:
        inside = False
        for child in token.children or ():
            inside = (inside or child.type == "link_open") and child.type != "link_close"
            total += len(child.content.strip())
            linked += len(child.content.strip()) if inside else 0
    return total > 0 and linked > 0.9 * total


# --- plain text ---------------------------------------------------------------------------------------------------
def plain(tokens: Sequence[Token], number: int = 1) -> str:
    """Return tokens as plain text: paragraphs apart, list items on lines with their mark, cells with a bar between.

    `number` is that of the first item where the tokens are an item without its list.
    """
    lines: list[str] = []
    numbers = [number] if tokens and tokens[0].type == "list_item_open" and tokens[0].info else []
    depth, mark = len(numbers), ""
    for token in tokens:
        if token.type == "ordered_list_open":
            numbers, depth = [*numbers, int(token.attrs.get("start", 1))], depth + 1
        elif token.type == "bullet_list_open":
            depth += 1
        elif token.type == "list_item_open":
            mark = "  " * max(depth - 1, 0) + (f"{numbers[-1]}. " if token.info else "- ")
            numbers = [*numbers[:-1], numbers[-1] + 1] if token.info else numbers
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers, depth = numbers[:-1] if token.type[0] == "o" else numbers, depth - 1
        elif token.type == "tr_open":
            lines.append("")
        elif token.type == "inline" and tokens[0].type == "table_open":
            lines[-1] += (" | " if lines[-1] else "") + _inline(token)
        elif token.type in ("inline", "fence", "code_block"):
            lines.append(_marked(token, mark, depth, bool(lines)))
            mark = ""
    return "\n".join(lines).strip()


def _marked(token: Token, mark: str, depth: int, follows: bool) -> str:
    text = _inline(token) if token.type == "inline" else token.content.rstrip("\n")
    if mark:
        return mark + text
    return ("\n" if follows and not depth else "") + "  " * depth + text


def _inline(token: Token) -> str:
    words = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            words.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" " if child.type == "softbreak" else "\n")
    return "".join(words).strip()

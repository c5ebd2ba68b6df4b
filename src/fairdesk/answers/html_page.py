"""Read a page of HTML as Markdown with front matter, so that it becomes an article like any other.

    markdown_of('<main><h2 id="post">By post</h2><p>Bring it.</p></main>', ("en", "de"))
    ->   '## By post {#post}\n\nBring it.\n'

Headings keep their anchors, lists and tables their shape. Left out: scripts, styles, navigation, what is filled in or
pressed in a form (its other words stay), what is crossed out, what a browser hides (it may say to a machine what no reader
sees), and everything around `main` or `article` where there is one. `html lang`, `title`, a canonical link and `meta name=`
owner, audience, valid_until and checked become front matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import yaml

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "nav",
        "footer",
        "button",
        "select",
        "textarea",
        "input",
        "dialog",
        "del",
        "s",
        "strike",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_ENDS_BEFORE: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # a new one of these ends an open one of those, unless one of the others stands between
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr"}), frozenset({"table"})),
    "tbody": (frozenset({"thead", "tbody", "tr"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "tr"}), frozenset({"table"})),
}
_SCOPE = frozenset(["table", "td", "th", "caption", "template", "object", "button"])
"""What a paragraph outside does not end with a block inside."""
_HEADS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend", "caption"])
_META = ("owner", "audience", "valid_until", "checked")
_DEEPEST = 60
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
_MARKS = re.compile(r"([\\`*_\[\]])")
_STARTS_A_BLOCK = re.compile(r"(?m)^(>|(?:[#+\-=~|]|\d{1,9}[.)])(?=\s|$|[-=~#]))")
_PLAIN_ADDRESS = re.compile(r"(?:(?:https?|mailto|tel):|[/#.?\w])[^\s<>()\\]*")


@dataclass(slots=True)
class Element:
    """One element: its attributes, and its children in order, texts among them."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def elements(self) -> Iterator[Element]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield every element of these tags in it, in order."""
        for child in self.elements:
            if child.tag in tags:
                yield child
            yield from child.all(*tags)


class _Tree(HTMLParser):
    """Builds the tree, ending what HTML lets a writer leave open. Elements below a depth are joined to their parent.

    `unseen` is what a browser hides below that depth: its tag once for each time it is open.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html")
        self.open = [self.root]
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.root.attributes.update(attributes)
            return
        if self.unseen:
            self.unseen += [tag] if tag == self.unseen[0] else []
            return
        if tag == "button" and any(one.tag in _HEADS for one in self.open):
            # It opens what stands below, so it is the heading.
            tag = "span"
        if tag in _BLOCKS or tag == "body":
            self._end(frozenset({"head"}), frozenset())
        if tag in _BLOCKS:
            self._end(frozenset({"p"}), _SCOPE)
        if tag in _ENDS_BEFORE:
            ended, within = _ENDS_BEFORE[tag]
            self._end(ended, within | {"template"})
        element = Element(tag, attributes)
        self.open[-1].children.append(element)
        if tag not in _VOID and len(self.open) < _DEEPEST:
            self.open.append(element)
        elif tag not in _VOID and _dropped(element):
            self.unseen = [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read <p/> as HTML does: the slash means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open element of that name, with all in it."""
        if self.unseen:
            self.unseen = self.unseen[1:] if tag == self.unseen[0] else self.unseen
            return
        self._end(frozenset({tag}), frozenset({"template"} if tag == "table" else {"table", "template"}))

    def handle_data(self, data: str) -> None:
        """Add text."""
        if not self.unseen:
            self.open[-1].children.append(data)

    def _end(self, tags: frozenset[str], not_beyond: frozenset[str]) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag in tags:
                del self.open[at:]
                return
            if self.open[at].tag in not_beyond:
                return


def markdown_of(html: str, languages: Collection[str]) -> str:
    """Return a page as Markdown, with front matter if its head tells anything; its language only if among *languages*.

    Raises ValueError, saying at which line, if it is no HTML that can be read.
    """
    tree = _Tree()
    try:
        tree.feed(html)
        tree.close()
    except AssertionError as wrong:
        raise ValueError(f"the HTML cannot be read near line {tree.getpos()[0]}") from wrong
    root = tree.root
    writer = _Writer()
    body = "\n\n".join(block for part in _main_parts(root) for block in writer.blocks(part.children)) + "\n"
    front = _front(root, has_heading=bool(re.search(r"(?m)^# ", body)), languages=languages)
    return f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n\n{body}" if front else body


def _main_parts(root: Element) -> list[Element]:
    """Return what a page is about: each part that it says is the main one, else each article, else all of it."""
    seen = list(_seen(root))
    roles = [one for one in seen if one.tag == "main" or one.attributes.get("role") == "main"]
    return _outermost(roles) or _outermost([one for one in seen if one.tag == "article"]) or [root]


def _seen(one: Element) -> Iterator[Element]:
    """Yield every element in it that a browser shows, in order."""
    for child in one.elements:
        if not _dropped(child):
            yield child
            yield from _seen(child)


def _outermost(parts: list[Element]) -> list[Element]:
    inner = {id(each) for one in parts for each in one.all(*{each.tag for each in parts})}
    return [one for one in parts if id(one) not in inner]


def _front(root: Element, has_heading: bool, languages: Collection[str]) -> dict[str, str]:
    found = {}
    for one in root.all("meta"):
        if (name := one.attributes.get("name", "").lower()) in _META:
            found[name] = one.attributes.get("content", "").strip()
    title = next((_flowed(_text(one)).strip() for one in root.all("title")), "")
    canonical = next((one for one in root.all("link") if one.attributes.get("rel", "").lower() == "canonical"), None)
    language = root.attributes.get("lang", "").lower().replace("_", "-").split("-")[0]
    found |= {"title": "" if has_heading else title, "language": language if language in languages else ""}
    found["url"] = canonical.attributes.get("href", "") if canonical else ""
    return {key: value for key, value in found.items() if value}


def _dropped(element: Element) -> bool:
    seen = element.attributes
    return (
        element.tag in _DROPPED
        or element.tag in ("head", "title", "meta", "link")
        or "hidden" in seen
        or seen.get("aria-hidden", "").lower() == "true"
        or bool(_INVISIBLE.search(seen.get("style", "")))
    )


class _Writer:
    """Writes elements as Markdown; remembers the level of the last heading, below which a summary stands."""

    def __init__(self) -> None:
        self.level = 1

    def blocks(self, children: list[Element | str], anchor: str = "") -> list[str]:
        """Return children as blocks of Markdown. `anchor` goes to a heading that begins them."""
        out: list[str] = []
        run: list[Element | str] = []
        for child in children:
            if isinstance(child, str) or not _is_block(child):
                run.append(child)
            elif not _dropped(child):
                out += self._paragraph(run)
                run = []
                out += self._block(child, anchor if not out else "")
        return [one for one in [*out, *self._paragraph(run)] if one.strip()]

    def _paragraph(self, run: list[Element | str]) -> list[str]:
        text = _inline(run)
        return [_STARTS_A_BLOCK.sub(_escaped_start, text)] if text else []

    def _block(self, one: Element, anchor: str) -> list[str]:
        if one.tag[0] == "h" and one.tag[1:].isdigit():
            return self._heading(one, int(one.tag[1:]), anchor)
        if one.tag == "summary":
            return self._heading(one, min(self.level + 1, 3), "", remember=False)
        if one.tag in ("ul", "ol"):
            return self._list(one)
        if one.tag == "table":
            return self._table(one)
        if one.tag == "pre":
            return [_fenced(_text(one))]
        inside = self.blocks(one.children, one.attributes.get("id", "") or anchor)
        if one.tag == "blockquote":
            return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(inside).split("\n"))] if inside else []
        return [f"**{inside[0]}**", *inside[1:]] if one.tag in ("dt", "legend") and inside else inside

    def _heading(self, one: Element, level: int, anchor: str, remember: bool = True) -> list[str]:
        text = _inline(one.children).replace("\\\n", " ").strip()
        inner = next(
            (each.attributes for each in one.all("a", "span") if each.attributes.keys() & {"id", "name"}), {}
        )
        named = one.attributes.get("id") or inner.get("id") or inner.get("name") or anchor
        if remember:
            self.level = level
        anchored = f" {{#{named}}}" if named and re.fullmatch(r"[\w.:-]{1,80}", named) else ""
        return [f"{'#' * level} {text}{anchored}"] if text else []

    def _list(self, one: Element) -> list[str]:
        start = one.attributes.get("start", "")
        number = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
        lines: list[str] = []
        for item in one.elements:
            if _dropped(item):
                continue
            mark = f"{number}. " if one.tag == "ol" else "- "
            inside = "\n\n".join(self.blocks(item.children if item.tag == "li" else [item]))
            if inside:
                lines.append(mark + inside.replace("\n", "\n" + " " * len(mark)))
                number += 1
        return ["\n".join(lines)] if lines else []

    def _table(self, one: Element) -> list[str]:
        own = [row for row in one.all("tr") if not any(row in list(inner.all("tr")) for inner in one.all("table"))]
        rows = [[cell for cell in row.elements if cell.tag in ("td", "th")] for row in own if not _dropped(row)]
        wide = max((sum(map(_span, row)) for row in rows), default=0)
        head = [text for caption in one.all("caption") for text in self._paragraph(caption.children)]
        if wide < 2 or any(True for _ in one.all("table", "h1", "h2", "h3")):
            # A table that only lays the page out.
            return [*head, *(block for row in rows for cell in row for block in self.blocks(cell.children))]
        grid = self._grid(rows)
        lines = ["| " + " | ".join(texts) + " |" for texts in grid]
        lines.insert(1, "|" + "---|" * len(grid[0]))
        return [*head, "\n".join(lines)]

    def _grid(self, rows: list[list[Element]]) -> list[list[str]]:
        """Return the texts of a table's cells. One over several rows is said in each: a row is quoted without the others."""
        places: dict[tuple[int, int], str] = {}
        for down, row in enumerate(rows):
            across = 0
            for cell in row:
                while (down, across) in places:
                    across += 1
                texts = self._cell(cell)
                for below in range(down, min(down + _span(cell, "rowspan"), len(rows))):
                    places |= {(below, across + n): text for n, text in enumerate(texts)}
                across += len(texts)
        wide = max(across for _, across in places) + 1
        return [[places.get((down, across), "") for across in range(wide)] for down in range(len(rows))]

    def _cell(self, cell: Element) -> list[str]:
        text = " ".join(" ".join(self.blocks(cell.children)).replace("\\\n", " ").split())
        return [text.replace("|", "\\|"), *[""] * (_span(cell) - 1)]


def _span(cell: Element, over: str = "colspan") -> int:
    many = cell.attributes.get(over, "1")
    return min(int(many), 50) or 1 if re.fullmatch(r"\d{1,4}", many) else 1


def _is_block(one: Element) -> bool:
    return one.tag in _BLOCKS or any(_is_block(child) for child in one.elements if not _dropped(child))


def _inline(children: list[Element | str]) -> str:
    return re.sub(" {2,}", " ", "".join(_pieces(children))).strip()


def _pieces(children: list[Element | str], before: str = "") -> Iterator[str]:
    """Yield children as Markdown; `before` is what stands before them."""
    for at, child in enumerate(children):
        piece = _piece(child, before, children[at + 1 :])
        before = piece or before
        yield piece


def _piece(child: Element | str, before: str, after: list[Element | str]) -> str:
    if isinstance(child, str):
        return _escaped(_flowed(child))
    if child.tag == "br":
        return "\\\n"
    if child.tag == "img":
        return _escaped(_flowed(child.attributes.get("alt", "")))
    return "" if _dropped(child) else _marked(child, before, after)


def _marked(one: Element, before: str, after: list[Element | str]) -> str:
    inside = "".join(_pieces(one.children, before))
    text = inside.strip()
    if not text:
        return inside
    if one.tag in ("sup", "sub"):
        # A footnote's mark or a power is no further digit of the number.
        return ("^" if one.tag == "sup" else r"\_") + inside if _go_on(before, text) else inside
    mark = {"strong": "**", "b": "**", "em": "*", "i": "*"}.get(one.tag, "")
    address = one.attributes.get("href", "").strip() if one.tag == "a" else ""
    if address and _PLAIN_ADDRESS.fullmatch(address):
        text = f"[{text}]({address})"
    start, end = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    if mark and not _reads_as_mark(before + start, text, end + _begin(after)):
        mark = ""
    return f"{start}{mark}{text}{mark}{end}"


def _go_on(before: str, text: str) -> bool:
    """Whether digits go on from a number as if they were a part of it."""
    return bool(re.search(r"\d\**$", before) and re.match(r"\[?\d", text))


def _reads_as_mark(before: str, text: str, after: str) -> bool:
    """Whether Markdown would read stars about a text as such: beside a letter they want a letter within."""
    if before.endswith("*") or after.startswith("*"):
        return False
    outer, inner = (before[-1:], after[:1]), (text[0], text[-1])
    return all(not out.isalnum() or within.isalnum() for out, within in zip(outer, inner, strict=True))


def _begin(after: list[Element | str]) -> str:
    """Return how the text that follows begins."""
    return next((text for one in after if (text := one if isinstance(one, str) else _text(one))), "")[:1]


def _flowed(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _text(one: Element) -> str:
    seen = (child for child in one.children if isinstance(child, str) or not _dropped(child))
    return "".join(child if isinstance(child, str) else _text(child) for child in seen)


def _escaped(text: str) -> str:
    # As entities: templates and anchors in braces would be read in Markdown even behind a backslash.
    return _MARKS.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace("{", "&#123;"))


def _escaped_start(found: re.Match[str]) -> str:
    mark = found.group(1)
    return f"{mark[:-1]}\\{mark[-1]}"


def _fenced(code: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code.strip(chr(10))}\n{fence}"

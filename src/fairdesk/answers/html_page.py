"""Read a page of HTML as Markdown with front matter, so that it becomes an article like any other.

    markdown_of('<main><h2 id="post">By post</h2><p>Bring it.</p></main>', ("en", "de"))
    ->   '## By post {#post}\n\nBring it.\n'

Headings keep their anchors, lists and tables their shape. Left out: scripts, styles, navigation, forms, what a browser
hides (it may say to a machine what no reader sees), and everything around `main` or `article` where there is one. `html lang`,
`title`, a canonical link and `meta name=` owner, audience, valid_until and checked become front matter.
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
_META = ("owner", "audience", "valid_until", "checked")
_DEEPEST = 60
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
_MARKS = re.compile(r"([\\`*_\[\]])")
_STARTS_A_BLOCK = re.compile(r"(?m)^(>|(?:[#+\-=~|]|\d{1,9}[.)])(?=\s|$|[-=~>]))")
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
    """Builds the tree, ending what HTML lets a writer leave open. Elements below a depth are joined to their parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.root.attributes.update(attributes)
            return
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

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Read <p/> as HTML does: the slash means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open element of that name, with all in it."""
        self._end(frozenset({tag}), frozenset({"template"} if tag == "table" else {"table", "template"}))

    def handle_data(self, data: str) -> None:
        """Add text."""
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
    main = next(iter([*root.all("main"), *_with_role(root), *root.all("article")]), root)
    body = "\n\n".join(_Writer().blocks(main.children)) + "\n"
    front = _front(root, has_heading=bool(re.search(r"(?m)^# ", body)), languages=languages)
    return f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n\n{body}" if front else body


def _with_role(root: Element) -> list[Element]:
    return [one for one in root.all("div", "section", "body") if one.attributes.get("role") == "main"]


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
        lines = [_cells([text for cell in row for text in self._cell(cell)], wide) for row in rows]
        lines.insert(1, "|" + "---|" * wide)
        return [*head, "\n".join(lines)]

    def _cell(self, cell: Element) -> list[str]:
        text = " ".join(" ".join(self.blocks(cell.children)).replace("\\\n", " ").split())
        return [text.replace("|", "\\|"), *[""] * (_span(cell) - 1)]


def _span(cell: Element) -> int:
    wide = cell.attributes.get("colspan", "1")
    return min(int(wide), 50) or 1 if re.fullmatch(r"\d{1,4}", wide) else 1


def _cells(texts: list[str], wide: int) -> str:
    return "| " + " | ".join([*texts, *[""] * (wide - len(texts))]) + " |"


def _is_block(one: Element) -> bool:
    return one.tag in _BLOCKS or any(_is_block(child) for child in one.elements if not _dropped(child))


def _inline(children: list[Element | str]) -> str:
    return "".join(_pieces(children)).strip()


def _pieces(children: list[Element | str]) -> Iterator[str]:
    for child in children:
        if isinstance(child, str):
            yield _escaped(_flowed(child))
        elif child.tag == "br":
            yield "\\\n"
        elif child.tag == "img":
            yield _escaped(_flowed(child.attributes.get("alt", "")))
        elif not _dropped(child):
            yield _marked(child)


def _marked(one: Element) -> str:
    inside = "".join(_pieces(one.children))
    text = inside.strip()
    if not text:
        return inside
    mark = {"strong": "**", "b": "**", "em": "*", "i": "*"}.get(one.tag, "")
    address = one.attributes.get("href", "").strip() if one.tag == "a" else ""
    if address and _PLAIN_ADDRESS.fullmatch(address):
        text = f"[{text}]({address})"
    before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    return f"{before}{mark}{text}{mark}{after}"


def _flowed(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _text(one: Element) -> str:
    return "".join(child if isinstance(child, str) else _text(child) for child in one.children)


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

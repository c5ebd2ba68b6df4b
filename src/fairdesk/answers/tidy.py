"""Turn what web publishing leaves in articles (Liquid, kramdown attributes, HTML) into plain Markdown.

    tidy('<h2>Mobile</h2>\n<p>Use {{ site.name }}.</p>{: .lead}')   ->   '## Mobile\n\nUse .'

Fenced code stays as it is. HTML here means the usual tags of pages; anything else in angle brackets is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Lists = Mapping[str, Sequence[str]]
"""Lists of texts that the front matter holds, by key; a template may ask for one by `page.KEY`."""

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_GONE = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|<!--.*?-->"
    r"|<(script|style)\b[^>]{0,2000}>.*?</\1\s*>|\{%.*?%\}|\{\{.*?\}\}|\{:[^}\n]*\}",
    re.S | re.I,
)
_LIST_WANTED = re.compile(r"\{%-?\s*include\b(?:(?!%\}).)*?\bpage\.(\w+)(?:(?!%\}).)*?%\}", re.S)
_BOLD_MARK = re.compile(r"\*\*([^*\n]+?)([：。，！？；、）])\*\*")
_BOXES = (
    "div",
    "section",
    "article",
    "aside",
    "details",
    "table",
    "thead",
    "tbody",
    "ul",
    "ol",
    "noscript",
    "figure",
    "blockquote",
)
_LINES = ("p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "figcaption", "dl", "dt", "dd", "hr", "br")
_INLINE = ("a b strong em i u span button small sup sub img svg use path label input td th").split()  # noqa: SIM905
_TAG = re.compile(
    rf"<(/?)({'|'.join(sorted((*_BOXES, *_LINES, *_INLINE), key=len, reverse=True))})(?=[\s/>])"
    r"""((?:[^>"']|"[^"]*"|'[^']*'){0,2000})>""",
    re.I,
)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_OWN_LINE = re.compile(r"(?:[*+-]|\d{1,9}[.)]|#{1,6}|\|)\s")


def tidy(markdown: str, lists: Lists | None = None) -> str:
    """Return *markdown* without templating remnants and with usual HTML as Markdown.

    A template that shows one of *lists* becomes that list: its points are often the whole answer.
    """
    done, at = [], 0
    for fence in _FENCE.finditer(markdown):
        done += [_tidy_prose(markdown[at : fence.start()], lists or {}), fence.group()]
        at = fence.end()
    return "".join([*done, _tidy_prose(markdown[at:], lists or {})])


def _tidy_prose(text: str, lists: Lists) -> str:
    text = _LIST_WANTED.sub(lambda wanted: "".join(f"\n* {point}" for point in lists.get(wanted.group(1), ())), text)
    # CommonMark does not see the end of a bold text that ends in one of these marks.
    text = _BOLD_MARK.sub(r"**\1**\2", _with_table_heads(_GONE.sub("", text)))
    if "<" not in text:
        return text
    page, at = _Page(), 0
    for tag in _TAG.finditer(text):
        page.add_text(text[at : tag.start()])
        page.add_tag(tag.group(2).lower(), bool(tag.group(1)), tag.group(3))
        at = tag.end()
    page.add_text(text[at:])
    return "".join(page.out)


def _with_table_heads(text: str) -> str:
    """Give tables the line of hyphens that some dialects leave out, or they would be read as one paragraph."""
    lines = text.split("\n")
    out: list[str] = []
    for at, line in enumerate(lines):
        out.append(line)
        starts = line.startswith("|") and not lines[at - 1].startswith("|") if at else line.startswith("|")
        follows = lines[at + 1] if at + 1 < len(lines) else ""
        if starts and follows.startswith("|") and not re.fullmatch(r"[|:\- \t]+", follows):
            out.append("|" + "---|" * max(line.strip().strip("|").count("|") + 1, 1))
    return "\n".join(out)


class _Page:
    """Markdown as it is written from a stream of tags and texts; knows how deep in lists and boxes it stands."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.boxes = 0
        self.lists: list[str] = []
        self.numbers: list[int] = []
        self.links: list[str] = []
        self.fresh = False

    @property
    def indent(self) -> str:
        return "   " * len(self.lists)

    def add_text(self, text: str) -> None:
        if not self.boxes:
            self.out.append(text)
        elif text.strip():
            self.out.append(self._flowed(text))
            self.fresh = False
        elif text and not self.fresh:
            self.out.append(" ")

    def _flowed(self, text: str) -> str:
        # Indentation of HTML source means nothing, but would make a code block of its text in Markdown.
        flowed = " " if text[0].isspace() and not self.fresh else ""
        for line in (line.strip() for line in text.strip().splitlines()):
            if not line:
                flowed += "\n\n" + self.indent
            elif _OWN_LINE.match(line):
                flowed += "\n" + self.indent + line + ("\n" if line.startswith("#") else "")
            else:
                flowed += ("" if not flowed or flowed[-1].isspace() else " ") + line
        return flowed + (" " if text[-1].isspace() else "")

    def add_tag(self, name: str, closes: bool, attributes: str) -> None:
        if name in ("ul", "ol"):
            self._list(name, closes)
        elif name in _BOXES:
            self.boxes = max(0, self.boxes + (-1 if closes else 1))
            self._new_block()
        elif name == "a":
            self._link(closes, attributes)
        elif name == "li" and not closes:
            self._item()
        elif name in _LINES:
            self._new_block()
            if name[0] == "h" and name[1:].isdigit() and not closes:
                self.out.append("#" * int(name[1]) + " ")
                self.fresh = True
        elif name in ("td", "th"):
            self.out.append(" ")

    def _item(self) -> None:
        mark = "* "
        if self.lists[-1:] == ["ol"]:
            self.numbers[-1] += 1
            mark = f"{self.numbers[-1]}. "
        self.out.append("\n" + "   " * (len(self.lists) - 1) + mark)
        self.fresh = True

    def _list(self, name: str, closes: bool) -> None:
        self.boxes = max(0, self.boxes + (-1 if closes else 1))
        if closes:
            self.lists, self.numbers = self.lists[:-1], self.numbers[:-1]
        else:
            self.lists.append(name)
            self.numbers.append(0)
        self.out.append("\n" if self.lists else "\n\n")

    def _new_block(self) -> None:
        if not self.fresh:
            self.out.append("\n\n" + self.indent)
            self.fresh = self.boxes > 0

    def _link(self, closes: bool, attributes: str) -> None:
        found = _HREF.search(attributes)
        if closes:
            address = self.links.pop() if self.links else ""
            self.out.append(f"]({address})" if address else "")
        else:
            address = (found.group(1) or found.group(2) or "") if found else ""
            self.links.append("" if re.search(r"[\s<>()]", address) else address)
            self.out.append("[" if self.links[-1] else "")
            self.fresh = True

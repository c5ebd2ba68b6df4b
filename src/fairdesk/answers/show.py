"""Lay out an article's sections as safe HTML: no raw HTML passes, each section carries the anchor that answers cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from markdown_it.token import Token

from fairdesk.answers.passages import Section, reader

_ELSEWHERE = ("http://", "https://", "mailto:", "tel:")


def html_of(sections: Sequence[Section], addresses: Mapping[str, str]) -> str:
    """Return the body of a page whose h1 is the article's title.

    `addresses` maps the articles' own addresses, as links in articles name them, to where this desk shows them; a link
    within the old site that leads nowhere here becomes plain text. Pictures become their alternative text: a page
    of ours fetches nothing from elsewhere.
    """
    out, above = [], 1
    for section in sections:
        level = min(max(section.level, 2), above + 1)
        head = ""
        if section.level and section.heading:
            head, above = f"<h{level}>{escape(section.heading[-1])}</h{level}>\n", level
        body = reader().renderer.render(_safe(section.tokens, addresses), reader().options, {})
        if head or body:
            out.append(f'<section id="{escape(section.anchor)}">\n{head}{body}</section>\n')
    return "".join(out)


def _safe(tokens: Sequence[Token], addresses: Mapping[str, str]) -> list[Token]:
    safe = []
    for token in tokens:
        if token.type == "heading_open" or token.type == "heading_close":
            # What is below the third level is emphasis within a section, no part of the outline.
            safe.append(token.copy(tag="p", attrs={"class": "subheading"} if token.nesting > 0 else {}))
        elif token.type == "table_open":
            safe += [_html('<div class="wide" tabindex="0">\n'), token]
        elif token.type == "table_close":
            safe += [token, _html("</div>\n")]
        elif token.children:
            safe.append(token.copy(children=list(_inline(token.children, addresses))))
        else:
            safe.append(token)
    return safe


def _inline(children: Sequence[Token], addresses: Mapping[str, str]) -> list[Token]:
    out: list[Token] = []
    open_links: list[bool] = []
    for child in children:
        if child.type == "link_open":
            address = _address(str(child.attrs.get("href", "")), addresses)
            open_links.append(bool(address))
            if address:
                rel = {"rel": "noopener noreferrer"} if address.startswith("http") else {}
                out.append(child.copy(attrs={"href": address, **rel}))
        elif child.type == "link_close":
            if open_links.pop():
                out.append(child)
        elif child.type == "image":
            out.append(Token("text", "", 0, content=child.content))
        else:
            out.append(child)
    return out


def _address(href: str, addresses: Mapping[str, str]) -> str:
    if href.startswith((*_ELSEWHERE, "#")):
        return href
    path, _, anchor = href.partition("#")
    ours = addresses.get(path.rstrip("/"), "")
    return f"{ours}#{anchor}" if ours and anchor else ours


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text)

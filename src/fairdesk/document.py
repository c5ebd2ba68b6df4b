"""A document as one file of HTML that needs nothing else: no script, no network, readable in the dark and on paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1d2228; --soft: #565e68; --paper: #fbfaf8; --card: #fff; --line: #dedad2; --accent: #0a5f5b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e2; --soft: #a9adb3; --paper: #15181b; --card: #1d2125; --line: #343a40; --accent: #6cc7c0; } }
*, ::before, ::after { box-sizing: border-box; }
html { font: 100%/1.5 ui-sans-serif, system-ui, "Segoe UI", "Noto Sans", "Noto Sans Arabic", sans-serif; color: var(--ink); background: var(--paper); }
body { max-inline-size: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.2; letter-spacing: -0.01em; } h2 { font-size: 1.1875rem; line-height: 1.3; margin-block: 2.5rem .75rem; }
h3 { font-size: 1rem; margin-block: 1.5rem .5rem; } p, li { max-inline-size: 64ch; } a, summary { color: var(--accent); } .soft { color: var(--soft); font-size: .875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; } code { font-size: .9em; }
table { border-collapse: collapse; inline-size: 100%; margin-block: 1rem; } caption { text-align: start; font-weight: 600; }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem .4rem 0; border-block-end: 1px solid var(--line); }
td.n, th.n { text-align: end; font-variant-numeric: tabular-nums; } svg { max-inline-size: 100%; min-inline-size: 28rem; block-size: auto; } .wide { overflow-x: auto; }
summary { cursor: pointer; min-block-size: 2rem; padding-block: .25rem; }
@media (max-width: 44rem) { [role=table], caption, tbody, [role=row], tbody > * > * { display: block; } thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
[role=row] { border-block-end: 1px solid var(--line); padding-block: .5rem; } tbody > * > * { border: 0; padding: 0; } [data-head]::before { content: attr(data-head) ": "; color: var(--soft); } }
@media print { :root { --ink: #000; --soft: #333; --paper: #fff; --line: #999; } body { max-inline-size: none; padding: 0; } .wide { overflow: visible; }
svg { min-inline-size: 0; } svg, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } thead { display: table-header-group; } }
"""


def document(title: str, parts: Iterable[str]) -> str:
    """Return the whole file; *parts* are HTML."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def picture(svg: str, name: str) -> str:
    """Return a picture in a frame of its own, in which it scrolls where the page is narrower; the keyboard reaches it."""
    label = f"Picture: {escape(name)}"
    return f'<div class="wide" tabindex="0" role="region" aria-label="{label}">{svg}</div>' if svg else ""


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], nothing: str, caption: str = "") -> str:
    """Return a table of plain texts, the first of each row its head; a sentence instead if it has no rows."""
    if not rows:
        return f"<p>{escape(nothing)}</p>"
    head = "".join(f'<th scope="col" role="columnheader">{escape(each)}</th>' for each in heads)
    # Where the page is narrow a row is a block of its own, each cell after its head; the roles keep it a table for those who hear it.
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{escape(row[0])}</th>{"".join(map(_cell, heads[1:], row[1:]))}</tr>'
        for row in rows
    )
    named = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<table role="table">{named}<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cell(head: str, text: str) -> str:
    return f'<td role="cell" data-head="{escape(head)}">{escape(text)}</td>' if text else '<td role="cell"></td>'

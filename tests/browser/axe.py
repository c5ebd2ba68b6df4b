"""Ask axe-core what is wrong with a page, and fail with words that say where.

axe-core (MPL-2.0, used in tests alone) comes inside the package axe-playwright-python, so that no Node is needed. It
is run with every rule it has, experimental ones too, except those in NOT_RUN. What axe cannot decide ("incomplete")
counts as a finding until a person has looked and the test explains it:

    assert_accessible(page, explained={"color-contrast": {"#hero": "text on a picture; measured by hand: 9.1 to 1"}})
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

Explained = Mapping[str, Mapping[str, str]]
"""rule -> (CSS selector of the elements meant, "*" for all) -> why it is right as it is."""

NOT_RUN = {
    "hidden-content": "only says that something is hidden; each state is tested when it is shown",
    "color-contrast-enhanced": "7 to 1 is level AAA; our claim is AA (4.5 to 1), which color-contrast checks",
    "identical-links-same-purpose": "level AAA; answers that cite one article link to it with the same words",
}

_RUN = """
async ([notRun, explained, only]) => {
  const rules = {};
  for (const rule of axe.getRules()) {
    const wanted = only.length ? only.includes(rule.ruleId) : !rule.tags.includes("deprecated");
    rules[rule.ruleId] = {enabled: wanted && !(rule.ruleId in notRun)};
  }
  const found = await axe.run(document, {rules, elementRef: true, resultTypes: ["violations", "incomplete"]});
  const isExplained = (rule, element) => (explained[rule] || []).some((selector) => element?.matches(selector));
  const short = (results) => results.flatMap((result) => result.nodes.map((node) => ({
    rule: result.id, impact: result.impact || "", help: result.help, target: node.target.join(" "),
    explained: isExplained(result.id, node.element),
    why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
  })));
  return {violations: short(found.violations), incomplete: short(found.incomplete), passes: found.passes.length};
}
"""


# axe takes <noscript> for hidden, also where it is not: for its eyes it is a <div> for a moment.
_SWAP = """
([from, to]) => document.body.querySelectorAll(from).forEach((old) => {
  const fresh = document.createElement(to.split("[")[0]);
  if (to.includes("[")) fresh.setAttribute("data-noscript", "");
  fresh.append(...old.childNodes);
  old.replaceWith(fresh);
})
"""
_PLAIN, _SEEN = "noscript", "div[data-noscript]"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing axe found or could not decide on one element."""

    rule: str
    impact: str
    help: str
    target: str
    why: str
    explained: bool = False

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact or 'undecided'}) at {self.target}: {self.help}. {self.why}"


@dataclass(frozen=True, slots=True)
class Findings:
    """What axe says of a page; `passes` counts the rules that found something to check and were content."""

    violations: tuple[Finding, ...]
    incomplete: tuple[Finding, ...]
    passes: int


@cache
def _source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def version() -> str:
    """Return the version of axe-core in use."""
    found = re.search(r"axe v([\d.]+)", _source())
    return found.group(1) if found else "unknown"


def axe(page: Page, explained: Explained | None = None, only: tuple[str, ...] = ()) -> Findings:
    """Run axe-core on *page* as it stands, frames included; findings on elements in *explained* say so.

    *only* names the rules to run, all if none.

    The script goes in through the debugger, which a content security policy does not see, so the page is judged
    under its own strict policy. A page without JavaScript is judged as it was read without; only axe runs.
    """
    with _scripts_may_run(page):
        if not page.evaluate("() => Boolean(window.axe)"):
            page.evaluate(_source())
        places = {rule: list(selectors) for rule, selectors in (explained or {}).items()}
        found: dict[str, Any] = page.evaluate(_RUN, [NOT_RUN, places, list(only)])
    return Findings(
        tuple(Finding(**one) for one in found["violations"]),
        tuple(Finding(**one) for one in found["incomplete"]),
        found["passes"],
    )


@contextmanager
def _scripts_may_run(page: Page) -> Iterator[None]:
    # Where scripts are off, axe waits for a timer that never comes. Switched on this late, the page's own stay unread.
    if not page.evaluate("() => matchMedia('(scripting: none)').matches"):
        yield
        return
    debugger = page.context.new_cdp_session(page)
    for off in (True, False):  # a debugger only hands on what is a change to what it itself has said
        debugger.send("Emulation.setScriptExecutionDisabled", {"value": off})
    page.evaluate(_SWAP, [_PLAIN, _SEEN])
    try:
        yield
    finally:
        page.evaluate(_SWAP, [_SEEN, _PLAIN])
        # Not detached after this: leaving would switch scripts on again.
        debugger.send("Emulation.setScriptExecutionDisabled", {"value": True})


def assert_accessible(page: Page, explained: Explained | None = None, only: tuple[str, ...] = ()) -> None:
    """Fail if axe finds a violation, or cannot decide something that *explained* does not explain; of all rules or *only* some."""
    found = axe(page, explained, only)
    wrong = [*found.violations, *(one for one in found.incomplete if not one.explained)]
    assert not wrong, f"{page.url}: {len(wrong)} findings of axe\n" + "\n".join(f"- {one}" for one in wrong)
    assert found.passes or only, f"{page.url}: axe found nothing to check; is the page empty?"

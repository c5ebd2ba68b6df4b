"""The pages of the articles: colleagues list, write and take them down; customers read them where answers point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.answers import records
from fairdesk.answers.article_quality import LOOKED_BACK, Judged
from fairdesk.answers.article_tasks import MATTERS, OPEN, Task
from fairdesk.answers.articles import Article, Changes, UnreadableArticle, article_sections, read_article
from fairdesk.answers.consistency import KINDS, Probed
from fairdesk.answers.gaps import FEWEST, Gaps
from fairdesk.answers.records import Kept
from fairdesk.answers.show import html_of
from fairdesk.language import OFFERED, direction
from fairdesk.nouns import BadInput, ColleagueId, NotFound
from fairdesk.rendering import DeskRequest, calm, colleague_only, myself, page, role_required

NEW = "---\ntitle: \nowner: \nvalid_until: \n---\n\n"
LONGEST = 400_000
CLOSED_SHOWN = 20
_CLOSED = {
    "done": "Closed as done. It opens again if it is found again.",
    "dismissed": "Dismissed, with your reason.",
}
LABELS = {"language": "Language", "id": "Name in addresses", "text": "Text"}

Faults = dict[str, str]


# --- colleagues -------------------------------------------------------------------------------------------------------
@require_safe
@calm
@colleague_only
def articles(request: HttpRequest) -> HttpResponse:
    """List the articles in force, those past their date marked."""
    today = _now(request).date()
    found = [(one, _expired(one, today), _quotable(one)) for one in records.articles()]
    return page(request, "answers/desk_articles.html", {"shelf": found, "done": request.GET.get("done", "")})


@require_safe
@calm
@role_required(lambda colleague: colleague.may("edit_articles"), "edit articles")
def content_gaps(request: HttpRequest) -> HttpResponse:
    """Show what customers asked in vain, and which articles want mending."""
    gaps, mend = _house(request).content_gaps(myself(request))
    context = {"gaps": gaps, "mend": mend, "fewest": FEWEST, "days": LOOKED_BACK.days}
    return page(request, "answers/desk_gaps.html", context)


@require_safe
@calm
@role_required(lambda colleague: colleague.may("edit_articles"), "edit articles")
def consistency(request: HttpRequest) -> HttpResponse:
    """Show where the same question got another answer in the latest probe, with both wordings."""
    found = _house(request).probed(myself(request))
    context = {"latest": found[0] if found else None, "kinds": KINDS}
    return page(request, "answers/desk_consistency.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@calm
@role_required(lambda colleague: colleague.may("edit_articles"), "edit articles")
def article_tasks(request: HttpRequest) -> HttpResponse:
    """Show the tasks of the articles' owners, one's own first, and close one with what changed or why nothing needs to."""
    house, me = _house(request), myself(request)
    if request.method != "POST":
        return _tasks(request, {"said": _CLOSED.get(request.GET.get("said", ""), "")})
    id, state, why = (request.POST.get(name, "") for name in ("task", "state", "why"))
    try:
        house.close_article_task(me, id, state, why)
    except BadInput as wrong:
        return _tasks(request, {"trouble": str(wrong), "troubled": id, "why": why}, 422)
    return HttpResponseRedirect(f"{reverse('article-tasks')}?said={state}")


def _tasks(request: HttpRequest, more: dict[str, object], status: int = 200) -> HttpResponse:
    house, me, today = _house(request), myself(request), _now(request).date()
    mine = {task.id for task in house.article_tasks(me)}
    every = house.all_article_tasks(me)
    shown = [_shown(house, me, task, today) for task in every if task.state == OPEN]
    context = {
        "mine": [one for one in shown if one["task"].id in mine],
        "others": [one for one in shown if one["task"].id not in mine],
        "closed": [(task, MATTERS[task.finding.kind]) for task in every if task.state != OPEN][:CLOSED_SHOWN],
    }
    return page(request, "answers/desk_tasks.html", {**context, **more}, status)


def _shown(house: House, me: ColleagueId, task: Task, today: date) -> dict[str, Any]:
    return {
        "task": task,
        "matter": MATTERS[task.finding.kind],
        "overdue": task.overdue(today),
        "replies": house.replies_behind(me, task),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@calm
@role_required(lambda colleague: colleague.may("edit_articles"), "edit articles")
def edit_article(request: HttpRequest, language: str = "", article_id: str = "") -> HttpResponse:
    """Show an article's Markdown and keep what is typed; a text that cannot be used comes back as it was typed."""
    kept = records.article(article_id, language) if article_id else None
    if request.method != "POST":
        return _form(request, kept, _form_of(kept, request))
    if kept and request.POST.get("act") == "retire":
        _house(request).take_down(myself(request), kept.id, kept.language)
        return _back("retired")
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in (*LABELS, "version")}
    read = _read(typed, kept)
    if isinstance(read, dict):
        return _form(request, kept, typed, read)
    changes = _house(request).publish(myself(request), [read])
    return _back("unchanged" if changes.unchanged else "saved")


def _read(typed: dict[str, str], kept: Kept | None) -> Article | Faults:
    language, article_id = (kept.language, kept.id) if kept else (typed["language"], typed["id"].strip().strip("/"))
    faults = {} if kept else _faults_of_place(language, article_id)
    if kept and typed["version"] != kept.version:
        faults["text"] = (
            "Somebody changed this article since you opened it. Your text is below. Open the article again in another tab, "
            "bring the two together, and save there."
        )
    try:
        if len(typed["text"]) > LONGEST:
            raise UnreadableArticle("", 1, "it is too long for one article; split it")
        found = read_article(typed["text"], f"{article_id or 'article'}.md", language)
    except UnreadableArticle as wrong:
        faults.setdefault("text", f"Line {wrong.line}: {wrong.reason}.")
        return faults
    if article_id and (found.id, found.language) != (article_id, language):
        faults.setdefault(
            "text", f"The text says id {found.id} in {found.language}; take these two lines out or make them agree."
        )
    return faults or found


def _faults_of_place(language: str, article_id: str) -> Faults:
    faults = {}
    if language not in OFFERED:
        faults["language"] = "Choose one of the languages."
    if not article_id or any(not (c.isalnum() or c in "-_./") for c in article_id) or ".." in article_id:
        faults["id"] = "Write a short name of letters, digits and hyphens, such as returns/by-post."
    elif _exists(article_id, language):
        faults["id"] = "There is an article of this name already. Choose another, or edit that one."
    return faults


def _exists(article_id: str, language: str) -> bool:
    try:
        records.article(article_id, language)
    except NotFound:
        return False
    return True


def _form_of(kept: Kept | None, request: HttpRequest) -> dict[str, str]:
    if kept:
        return {"language": kept.language, "id": kept.id, "text": kept.markdown, "version": kept.version}
    return {
        "language": request.GET.get("language", "en"),
        "id": request.GET.get("id", ""),
        "text": NEW,
        "version": "",
    }


def _form(
    request: HttpRequest, kept: Kept | None, typed: dict[str, str], faults: Faults | None = None
) -> HttpResponse:
    summary = [(field, LABELS[field], fault) for field, fault in (faults or {}).items()]
    context = {"kept": kept, "typed": typed, "faults": faults or {}, "summary": summary, "offered": OFFERED}
    return page(request, "answers/desk_article.html", context, 422 if faults else 200)


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('articles')}?done={done}")


# --- customers --------------------------------------------------------------------------------------------------------
@require_safe
@calm
def public_articles(request: HttpRequest) -> HttpResponse:
    """List what customers may read in their language."""
    language, today = str(request.language), _now(request).date()  # type: ignore[attr-defined]
    found = [one for one in records.articles() if _readable(one, today)]
    mine = [one for one in found if one.language == language]
    others = [one for one in found if one.language != language] if not mine else []
    return page(request, "answers/articles.html", {"articles": mine or others, "elsewhere": bool(others)})


@require_safe
@calm
def public_article(request: HttpRequest, language: str, article_id: str) -> HttpResponse:
    """Show an article whole; the section an answer cites is marked by the browser. Past its date it is not shown."""
    found = records.article(article_id, language)
    if not _readable(found, _now(request).date()):
        raise NotFound("there is no such article; it may have been taken down")
    body = html_of(article_sections(found.markdown, found.title), _addresses(language))
    context = {"article": found, "body": body, "article_direction": direction(language)}
    return page(request, "answers/article.html", context)


def _addresses(language: str) -> dict[str, str]:
    """Where links between the articles lead here, by the address each had before."""
    found = (one for one in records.articles() if one.language == language and one.url)
    return {one.url.split("#")[0].rstrip("/"): reverse("article", args=(one.language, one.id)) for one in found}


def _readable(one: Kept, today: date) -> bool:
    return _quotable(one) and not _expired(one, today)


def _quotable(one: Kept) -> bool:
    return one.audience.lower() in ("", "customers")


def _expired(one: Kept, today: date) -> bool:
    return one.valid_until is not None and one.valid_until < today


def _now(request: HttpRequest) -> datetime:
    return _house(request).now()


class House(Protocol):
    """What these pages ask of the house: every change is checked, kept and entered into the ledger there."""

    def now(self) -> datetime:
        """Return the present moment."""

    def publish(self, colleague: ColleagueId, articles: Sequence[Article]) -> Changes:
        """Keep articles."""

    def take_down(self, colleague: ColleagueId, article_id: str, language: str) -> Changes:
        """Retire an article. Raises NotFound."""

    def content_gaps(self, colleague: ColleagueId) -> tuple[Gaps, tuple[Judged, ...]]:
        """Return what the articles do not answer, and which want mending."""

    def article_tasks(self, colleague: ColleagueId) -> tuple[Task, ...]:
        """Return this colleague's open tasks about articles."""

    def all_article_tasks(self, colleague: ColleagueId) -> tuple[Task, ...]:
        """Return all that are kept, open ones first."""

    def replies_behind(self, colleague: ColleagueId, task: Task) -> tuple[tuple[str, str], ...]:
        """Return the masked questions and replies behind a task, for reviewers."""

    def close_article_task(self, colleague: ColleagueId, id: str, state: str, why: str) -> None:
        """Close a task. Raises BadInput, NotFound, Overtaken."""

    def probed(self, colleague: ColleagueId) -> tuple[Probed, ...]:
        """Return what the latest probes found, newest first."""


def _house(request: HttpRequest) -> House:
    return cast(DeskRequest, request).house  # type: ignore[no-any-return]


urls = [
    path("desk/gaps", content_gaps, name="content-gaps"),
    path("desk/article-tasks", article_tasks, name="article-tasks"),
    path("desk/consistency", consistency, name="consistency"),
    path("desk/articles", articles, name="articles"),
    path("desk/articles/new", edit_article, name="article-new"),
    path("desk/articles/<str:language>/<path:article_id>", edit_article, name="article-edit"),
    path("articles", public_articles, name="articles-public"),
    path("articles/<str:language>/<path:article_id>", public_article, name="article"),
]

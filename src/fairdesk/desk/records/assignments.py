"""Reads and writes whom waiting conversations were given to, the teams, and whether the desk gives them out by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fairdesk.database import execute, row, rows
from fairdesk.nouns import ColleagueId, ConversationId


@dataclass(frozen=True, slots=True)
class Given:
    """Whom a conversation was given to: a team, a colleague, or a colleague because of a team."""

    team: int | None = None
    colleague: ColleagueId | None = None


def give(conversation: ConversationId, given: Given) -> None:
    """Keep whom a conversation is given to; to nobody, if that is what is said."""
    drop_assignment(conversation)
    if given != Given():
        execute(
            "INSERT INTO desk_assignment (conversation_id, team, colleague) VALUES (%s, %s, %s)",
            conversation, given.team, given.colleague,
        )  # fmt: skip


def drop_assignment(conversation: ConversationId) -> bool:
    """Forget whom a conversation was given to; False if to nobody."""
    return bool(execute("DELETE FROM desk_assignment WHERE conversation_id = %s", conversation))


def given(conversations: Collection[ConversationId]) -> Mapping[ConversationId, Given]:
    """Return whom each of some conversations was given to; those given to nobody are left out."""
    if not conversations:
        return {}
    marks = ", ".join(["%s"] * len(conversations))
    found = rows(
        f"SELECT conversation_id, team, colleague FROM desk_assignment WHERE conversation_id IN ({marks})",
        *conversations,
    )
    return {ConversationId(each): Given(team, None if who is None else ColleagueId(who)) for each, team, who in found}


def given_to(colleague: int) -> list[ConversationId]:
    """Return what was given to a colleague and not taken over yet."""
    found = rows("SELECT conversation_id FROM desk_assignment WHERE colleague = %s ORDER BY 1", colleague)
    return [ConversationId(each) for (each,) in found]


def holders() -> list[tuple[ConversationId, ColleagueId]]:
    """Return every conversation that was given to a colleague, with that colleague."""
    found = rows("SELECT conversation_id, colleague FROM desk_assignment WHERE colleague IS NOT NULL ORDER BY 1")
    return [(ConversationId(each), ColleagueId(who)) for each, who in found]


def loads() -> Mapping[int, int]:
    """Return how many conversations each colleague has at once: taken and not put aside, or given to them."""
    found = rows(
        "SELECT who, count(*) FROM (SELECT c.assignee AS who FROM desk_conversation c WHERE c.state = 'person'"
        " AND NOT EXISTS (SELECT 1 FROM desk_snooze z WHERE z.conversation_id = c.id AND z.woke_at IS NULL)"
        " UNION ALL SELECT colleague FROM desk_assignment WHERE colleague IS NOT NULL) AS held GROUP BY who"
    )
    return {int(who): int(n) for who, n in found if who is not None}


# --- teams ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Team:
    """Colleagues who can take the same kind of conversation."""

    id: int
    name: str
    members: frozenset[int] = frozenset()


def teams() -> list[Team]:
    """Return the teams, by name, with who is in them."""
    members: dict[int, set[int]] = {}
    for team, who in rows("SELECT team, colleague FROM desk_member"):
        members.setdefault(int(team), set()).add(int(who))
    return [
        Team(int(id), name, frozenset(members.get(int(id), ())))
        for id, name in rows("SELECT id, name FROM desk_team ORDER BY lower(name), id")
    ]


def add_team(name: str) -> None:
    """Add a team. Raises Conflict if there is one of this name."""
    execute("INSERT INTO desk_team (name) VALUES (%s)", name)


def drop_team(team: int) -> None:
    """Take a team away; what it was given is nobody's again."""
    execute("DELETE FROM desk_assignment WHERE team = %s AND colleague IS NULL", team)
    execute("UPDATE desk_assignment SET team = NULL WHERE team = %s", team)
    execute("DELETE FROM desk_member WHERE team = %s", team)
    execute("DELETE FROM desk_team WHERE id = %s", team)


def set_member(team: int, colleague: int, is_one: bool) -> None:
    """Let a colleague be in a team, or not."""
    execute("DELETE FROM desk_member WHERE team = %s AND colleague = %s", team, colleague)
    if is_one:
        execute("INSERT INTO desk_member (team, colleague) VALUES (%s, %s)", team, colleague)


# --- giving out by itself -------------------------------------------------------------------------------------------
def rota() -> tuple[bool, int]:
    """Return whether the desk gives out what waits by itself, and who was given something last."""
    found = row("SELECT automatic, last FROM desk_rota WHERE id = 1")
    return (bool(found[0]), int(found[1])) if found else (False, 0)


def keep_rota(automatic: bool, last: int) -> None:
    """Keep both."""
    if not execute("UPDATE desk_rota SET automatic = %s, last = %s WHERE id = 1", automatic, last):
        execute("INSERT INTO desk_rota (id, automatic, last) VALUES (1, %s, %s)", automatic, last)

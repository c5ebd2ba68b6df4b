"""The house is one object of many sides: no two of them may call different things by the same name."""

from __future__ import annotations

from collections import defaultdict

from fairdesk.house.opening import House


def said_twice(house: type) -> dict[str, set[str]]:
    """Return each name that two sides give to something of their own, where neither side is built on the other.

    What goes on with super() is said by all of them together.
    """
    made = defaultdict(list)
    for side in house.__mro__[:-1]:
        for name, thing in vars(side).items():
            if not name.startswith("__") and "__class__" not in getattr(
                getattr(thing, "__code__", None), "co_freevars", ()
            ):
                made[name].append(side)
    return {
        name: {side.__name__ for side in sides}
        for name, sides in made.items()
        if any(not issubclass(one, other) for number, one in enumerate(sides) for other in sides[number + 1 :])
    }


def test_no_side_overwrites_what_another_calls_by_the_same_name():
    assert {} == said_twice(House)


def test_it_is_noticed_where_one_does():
    one, other = type("One", (), {"_told": 1}), type("Other", (), {"_told": 2})

    assert {"_told": {"One", "Other"}} == said_twice(type("Both", (one, other), {}))

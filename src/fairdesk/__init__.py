"""fairdesk: the AI customer-service desk that answers to the customer.

from fairdesk import mask          # a text without what could lead to a person

What stands in `__all__` is the public interface; each name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fairdesk.privacy.alone import Masked, mask

__version__ = "0.1.0"
__all__ = ["Masked", "mask"]

_HOMES = {"Masked": "fairdesk.privacy.alone", "mask": "fairdesk.privacy.alone"}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

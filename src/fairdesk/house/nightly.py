"""The work of a night: what is too much for a page that somebody waits for, once between two days.

When a night begins is the company's clock to say. A desk that slept through one does its work when it is opened again.
Two processes may work the same night: each step can be repeated, and what both find is kept once or stands there twice.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdesk.answers.records.probes import asked_last
from fairdesk.fairness.records.runs import NIGHT
from fairdesk.house.article_tasks import ArticleTasks
from fairdesk.house.counting_days import CountingDays
from fairdesk.house.fairness_probing import FairnessProbing
from fairdesk.house.watching import Watching
from fairdesk.house.weekly import WeeklyLots

BEGINS = time(2)
"""When the night's work begins, by the company's clock."""


class Nightly(FairnessProbing, ArticleTasks, WeeklyLots, Watching, CountingDays):
    """The part of the house that works at night."""

    def night_is_due(self, began: datetime) -> bool:
        """Whether a night has begun since the last one whose work was done; since *began*, if there was none."""
        last = asked_last()
        return latest_night(self.now(), self.knowing.company().time_zone) > (last[0] if last else began)

    def work_at_night(self) -> None:
        """Do it all."""
        self.tend_article_tasks()
        self.draw_lots()
        self.judge_lots(look_again=True)
        self.count_days()
        self.watch_groups()
        self.probe_answers()  # that it was done is what the next night is counted from
        # Minutes, and a company's own file: what fails here waits a night.
        self.probe_fairness(why=NIGHT, gently=True)


def latest_night(at: datetime, zone: str) -> datetime:
    """Return when the night that is, or was the latest, began by the clocks of a time zone."""
    here = at.astimezone(ZoneInfo(zone))
    began = datetime.combine(here.date(), BEGINS, here.tzinfo)
    return began if began <= here else began - timedelta(days=1)

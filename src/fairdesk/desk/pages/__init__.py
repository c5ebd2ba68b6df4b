"""The pages of the desk: the customer's conversation, and the colleague's lists and cases."""

from fairdesk.desk.pages import (
    canned,
    colleague,
    customer,
    first_human,
    helplines,
    keeping,
    keyboard,
    later,
    lists,
    month,
    satisfaction,
)

urls = [
    *customer.urls, *keeping.urls, *later.urls, *lists.urls, *colleague.urls, *first_human.urls, *helplines.urls,
    *keyboard.urls, *canned.urls, *month.urls, *satisfaction.urls,
]  # fmt: skip

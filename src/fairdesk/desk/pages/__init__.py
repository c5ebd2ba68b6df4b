"""The pages of the desk: the customer's conversation, and the colleague's lists and cases."""

from fairdesk.desk.pages import canned, colleague, customer, first_human, helplines, keeping, keyboard, lists, month

urls = [
    *customer.urls, *keeping.urls, *lists.urls, *colleague.urls, *first_human.urls, *helplines.urls, *keyboard.urls, *canned.urls,
    *month.urls,
]  # fmt: skip

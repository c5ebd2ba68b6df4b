"""The pages of the desk: the customer's conversation, and the colleague's lists and cases."""

from fairdesk.desk.pages import canned, colleague, customer, keyboard

urls = [*customer.urls, *colleague.urls, *keyboard.urls, *canned.urls]

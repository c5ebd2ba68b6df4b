"""The pages of the desk: the customer's conversation, and the colleague's lists and cases."""

from fairdesk.desk.pages import colleague, customer, lists

urls = [*customer.urls, *lists.urls, *colleague.urls]

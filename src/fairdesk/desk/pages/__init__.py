"""The pages of the desk: the customer's conversation, and the colleague's lists and cases."""

from fairdesk.desk.pages import colleague, customer, keeping

urls = [*customer.urls, *keeping.urls, *colleague.urls]

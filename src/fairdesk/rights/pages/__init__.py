"""The pages of rights: the customer's requests, and the officer's list."""

from fairdesk.rights.pages import customer, officer

urls = [*customer.urls, *officer.urls]

"""The pages of rights: the customer's requests, the officer's list, the record of breaches."""

from fairdesk.rights.pages import breaches, customer, officer

urls = [*customer.urls, *officer.urls, *breaches.urls]

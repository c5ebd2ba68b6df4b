"""The pages of identity: signing in at the desk, the people there, the company, customers and where we may write to them."""

from fairdesk.identity.pages import company, customers, leaving, on_call, people, staff

urls = [*staff.urls, *people.urls, *on_call.urls, *company.urls, *customers.urls, *leaving.urls]

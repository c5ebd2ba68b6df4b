"""The pages of identity: signing in at the desk, the company, customers and where we may write to them."""

from fairdesk.identity.pages import company, customers, staff

urls = [*staff.urls, *company.urls, *customers.urls]

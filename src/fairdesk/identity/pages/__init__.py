"""The pages of identity: signing in at the desk, the company."""

from fairdesk.identity.pages import company, staff

urls = [*staff.urls, *company.urls]

"""The pages of identity: signing in at the desk, the people there, the company."""

from fairdesk.identity.pages import company, people, staff

urls = [*staff.urls, *people.urls, *company.urls]

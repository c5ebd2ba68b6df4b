"""The pages of consent: choices, their papers, and the officer's record of processing."""

from fairdesk.consent.pages import choices, papers, processing

urls = [*choices.urls, *papers.urls, *processing.urls]

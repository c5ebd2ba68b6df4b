"""The pages of the ledger (what everybody may read, the page of a short code, the auditor's browser) and of incidents."""

from fairdesk.accountability.pages import auditor, incidents, public

urls = [*public.urls, *auditor.urls, *incidents.urls]

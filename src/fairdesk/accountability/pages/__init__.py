"""The pages of the ledger: what everybody may read of it, the page of a short code, and the auditor's browser."""

from fairdesk.accountability.pages import auditor, public

urls = [*public.urls, *auditor.urls]

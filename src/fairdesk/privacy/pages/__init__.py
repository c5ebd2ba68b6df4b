"""The pages of privacy: one file for each side. `urls` is what web hangs."""

from fairdesk.privacy.pages import centre, glass

urls = [*centre.urls, *glass.urls]

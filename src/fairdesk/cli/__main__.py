"""`python -m fairdesk.cli` is `fairdesk`."""

from fairdesk.cli import main

main()

"""fairdesk: the AI customer-service desk that answers to the customer."""

__version__ = "0.1.0"

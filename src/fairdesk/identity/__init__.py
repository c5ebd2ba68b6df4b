"""identity: who is who: customers without accounts, colleagues and their roles, the company they speak for."""

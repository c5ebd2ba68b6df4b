"""identity: who is who: customers without accounts, colleagues and their roles, the company they speak for.

Concern: nobody should need an account to be helped, and nobody should see or do more at the desk than their work asks.

Other storeys may use
- `company`: Company, Logo, company_from_form, BadCompany, to_json, from_json
- `opening`: read_day, written_day, Span: opening hours of one day as people write them
- `people`: Colleague
- `roles`: Role, Deed, may
- `verify`: digest, check_link, LINK_LASTS, PRINTED_LINK_LASTS
- `records` (the house only): customers, tokens, colleagues, sign-in links, the company, holdings, forget
- `pages` (web only): urls
"""

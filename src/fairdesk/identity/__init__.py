"""identity: who is who: customers without accounts, colleagues and their roles, the company they speak for.

Concern: nobody should need an account to be helped, and nobody should see or do more at the desk than their work asks.

Other storeys may use
- `contact`: may_contact, Reach, Wishes, Occasion: may we write to this customer now?
- `letters`: KINDS, Letter, Carrier, compose parts: the words of letters and who carries them
- `codes`: one-time codes and their limits, TooMany, WrongCode, AskCode
- `merging`: Level, Matter, enough_for, may_join, strictest: who is there, one person in several places
- `company`: Company, Logo, company_from_form, BadCompany, to_json, from_json
- `opening`: read_day, written_day, Span: opening hours of one day as people write them
- `people`: Colleague
- `roles`: Role, Deed, may
- `verify`: digest, check_link, LINK_LASTS, PRINTED_LINK_LASTS
- `records` (the house only): customers, tokens, colleagues, sign-in links, the company, holdings, forget; its
  `addresses`, `letters` and `codes`
- `pages` (web only): urls
"""

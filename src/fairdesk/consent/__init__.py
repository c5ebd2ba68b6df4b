"""consent: what customers were told and what they chose: purposes, versioned notices, append-only choices, receipts.

Concern: people are asked to agree to what nobody explained, and cannot take it back. Here each purpose is apart, the
exact words shown are kept under their hash, choices are added and never altered, a no reaches every use at once and
says what it reached, and refusing the assistant costs nothing.

Other storeys may use
- `purposes`: Purpose, Choice, Standing, about, standing, may_use
- `notices`: Notice, Section, Outside, notice
- `permit`: permit, the step of the way that says whether the assistant may answer
- `choices`: Stand, how a purpose stands for a customer
- `withdrawal`: Withdrawal, Reached, what a no reached
- `receipts`, `kantara`, `jws`: the customer's own copy, in JSON-LD (ISO/IEC TS 27560), the older shape, signed
- `signal`: what a browser's Global Privacy Control refuses
- `accommodations`: Helps, what a customer says helps them
- `understanding`: questions, shares, the voluntary check of the notices
- `pages.urls` (the web)
- `records` (the house only)
"""

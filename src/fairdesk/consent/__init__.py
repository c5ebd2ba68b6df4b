"""consent: what customers were told and what they chose: purposes, versioned notices, append-only choices.

Concern: people are asked to agree to what nobody explained, and cannot take it back. Here each purpose is apart, the
exact words shown are kept under their hash, choices are added and never altered, and refusing the assistant costs nothing.

Other storeys may use
- `purposes`: Purpose, Choice, Standing, about, standing, may_use
- `notices`: Notice, Section, notice
- `permit`: permit, the step of the way that says whether the assistant may answer
- `receipts`: receipt, the customer's own copy as ISO/IEC TS 27560 JSON
- `records` (the house only): served, choose, withdraw, state, ai_choice, history, text_shown, holdings, forget
"""

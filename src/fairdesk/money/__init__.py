"""money: what a customer asks back, who decided on it, and why.

Answers the concern that a machine says no about money and nobody answers for it. A rule may grant within its limits;
what may end in a no is a draft until a person with the deed `decide_money` decides, in words of their own. Other
storeys may use `claim.py`: `Claim`, `read_claim`, `Decision`, `MoneyFile`. The guidelines `refund` and `goodwill` are
tables of the guidelines room; the house puts both together. Decisions stand in the conversation's timeline, so this
room has no tables.
"""

"""accessibility: everybody can use the desk and learns what the assistant is.

Concern it answers: "people believe a machine because it sounds sure". One practice of a minute lets the customer find a
planted error; only sums by day and language are kept.

Other storeys may use: `literacy.lesson`, `literacy.check`, `pages.urls` (the web); the house alone calls `records`.
"""

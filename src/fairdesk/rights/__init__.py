"""rights: what a customer may ask about their data, by when it is answered, and erasure that ends in proof.

The concern: requests are closed as "fulfilled" though nothing was erased, and people who ask are sent away with
puzzles. The way: a request is a state machine that cannot end without its proof; deadlines come from a table of laws;
erasure takes two people, can be tried dry, goes on after a crash, and gives the customer a signed certificate.

Other storeys may use:

- `requests`: `RequestKind`, `Stage`, `Move`, `Request`, `moved`, `allowed`, `approved_by`
- `proof`: `Proof`, `of_erasure`, `of_file`, `of_correction`, `of_acts`, `NotProven`
- `deadlines`: `Law`, `laws`, `law_for`, `due`, `extended`, `paused_for`
- `asking`: `needed`: how much a customer must show, in proportion to the risk
- `certificate`: `Certificate`, `written`, `read`
- `holds`: `Hold`, `held_conversations`, `review_due`
- `breaches`: `Breach`, `clock_of`
- `records` (pages and the house alone)
"""

"""desk: the way of one message, the conversation's timeline, handing over to people. Read turn.py first."""

"""channels: the doors beside the web: how letters leave the house.

Other storeys may use
- `mail`: carrier_for(settings), FolderCarrier, MailCarrier, message_of
"""

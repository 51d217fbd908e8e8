"""Who may send events: keys, what each may send, until when and how fast. Nothing here knows of HTTP."""

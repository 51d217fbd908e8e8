"""What a deployment chooses about stories, from files that people write.

`calendars` and `tariffs` are read by `policies`, which joins them with the limits and windows to `Policies`.
"""

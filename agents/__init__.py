"""What is decided: pure functions over batches. No clock, chance, file, network, environment or log in here.

The data's way: `calls`, `emails`, `social`, `chats` and `records` turn raw events into messages; `hearing/` is the
ear they share; `story` joins a customer's messages; `following/` derives journeys, promises, resolutions and
outreach from a story; `tally` names the windows to recount.
"""

"""One small bank that does not exist, its customers over some months, and what is really so beside it.

Read in this order: `plan` (what to simulate), `truth` (what is so), `simulation` (events in order of time),
`compare` (the truth beside what was found). The words are in `phrases/`, the stories in `everyday`, `cases`,
`promises`, `outreach` and `planted`.
"""

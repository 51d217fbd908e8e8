"""What follows from one customer's touchpoints, as pure functions of the whole story.

Read in this order: `policies` (what a deployment may choose), `reading` (what one touchpoint says about a need),
`needs` (which touchpoints belong together), then one module a table: `journeys`, `resolutions`, `promises`,
`outreach`, `handlings`, `statements`. `identity` says whose story a touchpoint is in, `settling` what to write when the answer has changed.
"""

"""What nobody asked about and should know: what moved, what surged, and with what dissatisfaction goes together.

`movement` compares weeks, `surges` watches topics (`usual`: what is usual for a topic, `tails`: what is too much),
`drivers` holds all dimensions but one fixed (`logit`: the model under it). Only who notices imports them: numpy and scipy
take a second to load.
"""

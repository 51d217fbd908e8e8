"""`python -m pipeline.simulator FOLDER`: three months of the simulated bank as files, to be imported anywhere."""

import sys
from pathlib import Path

from pipeline.simulator.plan import Plan
from pipeline.simulator.simulation import simulate, write

write(simulate(Plan()), Path(sys.argv[1]))

"""How large a deployment has to be: measured unit costs, and what follows from them for so many events a day."""

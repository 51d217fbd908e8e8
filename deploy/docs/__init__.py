"""The docs site, and those of its parts that are written out of the code: `python -m deploy.docs`."""

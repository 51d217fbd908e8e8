"""Everything that touches the world: stores, runner, gateway, page, command line."""

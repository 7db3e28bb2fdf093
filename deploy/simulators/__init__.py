"""Stand-ins for the outside world, each in its own process: demo and tests only."""

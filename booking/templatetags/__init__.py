"""Tags that print what only booking's pages show."""

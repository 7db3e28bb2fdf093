"""Plain values every room may use: money, ranges, days, words. No Django, no clock, no I/O."""

"""What agents set up: services, calendar, openings, registrations, deadlines, tariffs."""

"""How much and how long: of requests, of answers, and of the work between."""

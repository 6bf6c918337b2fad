"""How much, how long and for whom: of requests, of answers, and of the work and memory between."""

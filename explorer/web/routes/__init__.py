"""The routes of the API, one module a subject; each registers its own on a router."""

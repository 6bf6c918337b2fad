"""What the routes of the API share: their place, parameters, description, and the page that shows it."""

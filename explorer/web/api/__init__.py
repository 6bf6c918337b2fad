"""What the routes of the API share: parameters, description, and the page that shows it."""

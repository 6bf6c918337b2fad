"""Images of a cluster in an order that a person chose: what the grid shows, and windows of it."""

from explorer.view.ordering.grid_listings import Listing, Listings
from explorer.view.ordering.sort import Sort

__all__ = ["Listing", "Listings", "Sort"]

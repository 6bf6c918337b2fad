"""Facets: what each column holds under the filters of all others, as values or as the bars of a histogram."""

from explorer.view.facets.answers import Facets
from explorer.view.facets.columns import prepare_facets
from explorer.view.facets.request import MOST_FACETS, MOST_VALUES, FacetRequest

__all__ = ["MOST_FACETS", "MOST_VALUES", "FacetRequest", "Facets", "prepare_facets"]

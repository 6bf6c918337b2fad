"""Facets: what each column holds under the filters of all others, as values or as the bars of a histogram."""

from explorer.view.facets.facet_answers import Facets
from explorer.view.facets.facet_columns import prepare_facets
from explorer.view.facets.facet_request import MOST_FACETS, MOST_VALUES, FacetRequest

__all__ = ["MOST_FACETS", "MOST_VALUES", "FacetRequest", "Facets", "prepare_facets"]

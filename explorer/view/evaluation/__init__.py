"""How far models can be believed: calibration, precision-recall, coverage, and two side by side."""

from explorer.view.evaluation.document import EvaluationRequest, evaluate

__all__ = ["EvaluationRequest", "evaluate"]

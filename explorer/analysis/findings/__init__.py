"""What stands out in an index: the one implementation behind the command line, the API and the page."""

from explorer.analysis.findings.find import Findings, find
from explorer.analysis.findings.kinds import KINDS
from explorer.options import FindingsOptions

__all__ = ["KINDS", "Findings", "FindingsOptions", "find"]

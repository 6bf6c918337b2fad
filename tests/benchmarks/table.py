"""Rows of measured figures, printed as they come and collected for RESULTS.md."""

import sys
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One measured figure, beside its peer's where there is one."""

    name: str
    figure: str
    target: str = ""
    met: bool | None = None
    peer: str = ""
    ratio: str = ""
    conditions: str = ""

    def cells(self) -> list[str]:
        """The row as text."""
        verdict = {True: "met", False: "missed", None: ""}[self.met]
        return [self.name, self.figure, self.peer, self.ratio, self.target, verdict, self.conditions]


@dataclass
class Table:
    """Figures in the order in which they were measured."""

    rows: list[Figure] = field(default_factory=list)

    def add(
        self,
        name: str,
        figure: str,
        target: str = "",
        met: bool | None = None,
        *,
        peer: str = "",
        ratio: str = "",
        conditions: str = "",
    ) -> None:
        """Append a row; `met` tells whether the figure reaches its target."""
        row = Figure(name, figure, target, met, peer, ratio, conditions)
        self.rows.append(row)
        print("  " + " · ".join(cell for cell in row.cells() if cell), file=sys.stderr, flush=True)

    def markdown(self) -> str:
        """The rows as a Markdown table, without columns that nothing stands in."""
        titles = ["what", "figure", "peer", "ratio", "target", "", "conditions"]
        cells = [row.cells() for row in self.rows]
        kept = [i for i in range(len(titles)) if i < 2 or any(row[i] for row in cells)]
        lines = [[titles[i] for i in kept], ["---"] * len(kept), *[[row[i] for i in kept] for row in cells]]
        return "\n".join(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
        )

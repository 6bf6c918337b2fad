"""Ask a static copy as its page does: by the page's own modules, in Node.js."""

import json
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
TIME_LIMIT_S = 60


def run_node(asked: dict):
    """Return what `ask.mjs` says to a document."""
    ran = subprocess.run(
        ["node", str(HERE / "ask.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_S,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return json.loads(ran.stdout)


def ask(folder: Path, *questions: str | list) -> list:
    """Return the answers of a copy to addresses below `data/`, each refused answer as its sentence."""
    asked = [[one] if isinstance(one, str) else one for one in questions]
    answers = run_node({"folder": str(folder), "questions": asked})
    return [each["content"] for each in answers]

"""The tests of the page's scripts, run by Node.js."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
TIME_LIMIT_S = 120


def test_scripts_pass_their_own_tests():
    """`node --test` passes every `*.test.mjs` beside this file."""
    files = sorted(str(path) for path in HERE.glob("*.test.mjs"))
    assert files, f"no *.test.mjs in {HERE}"
    node = shutil.which("node")
    assert node, "Node.js is needed for these tests; install the package nodejs"
    ran = subprocess.run(
        [node, "--test", *files], cwd=HERE.parents[1], capture_output=True, text=True, timeout=TIME_LIMIT_S
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-4000:]

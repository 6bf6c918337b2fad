"""`python -m explorer` is `dendro`; both begin here."""

import os
import sys

try:
    from explorer.cli import main
except KeyboardInterrupt:  # before the command line can hear it
    sys.stderr.write("\ndendro: interrupted\n")
    os._exit(130)  # imports that broke off half-way may complain at a regular end

if __name__ == "__main__":
    main()

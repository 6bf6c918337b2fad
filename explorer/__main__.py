"""`python -m explorer` is `dendro`."""

from explorer.cli import main

if __name__ == "__main__":
    main()

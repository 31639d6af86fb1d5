"""`python -m dashboard VERB`: the product without a screen."""

import sys

from dashboard.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m dashboard VERB`: the product without a screen."""

import io
import sys

from dashboard.cli import main

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an encoding without ≤ or é shows their code instead of failing
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main())

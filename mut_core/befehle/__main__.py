"""Aufrufen: `python -m mut_core.befehle …` in der eingerichteten Umgebung."""

import os
import sys

from mut_core.befehle import main

if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())

"""`budstikke`, and `python -m bot`."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: more threads only get in each other's way

from bot.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()

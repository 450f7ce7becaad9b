"""``python -m mineralsec`` is the same as ``mineralsec``."""

from mineralsec.cli import main

if __name__ == "__main__":
    main()

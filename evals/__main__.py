"""`python -m evals`: the same as `complaint-assistant eval`."""

import sys

from assistant.cli.main import main

if __name__ == "__main__":
    sys.argv.insert(1, "eval")
    main()

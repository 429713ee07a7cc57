"""`python -m keraslint`: the command line."""

import sys

from keraslint.cli import main

sys.exit(main())

"""`python -m keraslint`: the command line."""

from keraslint.cli import run

run()

"""Keras 1 and standalone Keras 2 code written for Keras 3, where it is shown to build the same."""

from __future__ import annotations

from keraslint.upgrading.codemod import upgrade
from keraslint.upgrading.outcome import Note, Outcome, Refused

__all__ = ["Note", "Outcome", "Refused", "upgrade"]

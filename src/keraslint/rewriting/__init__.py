"""Changing files: fixes put into the very bytes of a file, everything else byte for byte as it was.

Fix ─ edits ─► Edit of the text ─ notebooks ─► Edit of the JSON ─ encoded ─► bytes ─ storage ─► file
(lines and columns)  (offsets)                                                  └ differences ─► diff
"""

from keraslint.rewriting.rewrite import Refused, Rewritten, rewrite

__all__ = ["Refused", "Rewritten", "rewrite"]

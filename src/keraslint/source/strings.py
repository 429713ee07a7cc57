"""Where string literals and comments lie, without parsing: works on any text, also on one that does not parse."""

STRING = r"""
    \"\"\" (?: [^\\"]++ | \\. | "(?!"") )*+ (?:\"\"\")?
  | ''' (?: [^\\']++ | \\. | '(?!'') )*+ (?:''')?
  | " (?: [^\\"\n\r]++ | \\(?:\r\n|.) )*+ "?
  | ' (?: [^\\'\n\r]++ | \\(?:\r\n|.) )*+ '?
"""
"""A string literal without its prefix (verbose, DOTALL). One that is not closed ends with its line or the text."""

COMMENT = r"\# [^\n\r]*+"

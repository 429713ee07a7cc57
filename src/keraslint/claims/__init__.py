"""What comments, docstrings, pasted tables and assertions say of the models, held against them.

text ─ plain ─ grammar ─► Reading ─ sites, trailing, own_lines … ─► facts ─ verdicts ─► Finding
       (one comment)      (claims)  (what it speaks of)            (fits?)  (says why)

`gate` says whether there can be any; `judgement` has all that are wrong.
"""

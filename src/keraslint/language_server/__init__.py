"""The language server: what the analysis found, in the terms of editors (LSP 3.17, over pygls).

text.py       a text as an editor counts it: lines and columns in UTF-16 or UTF-8
document.py   a file or notebook that is open, and the answers that are known of it
analyst.py    analyses in processes of their own, so that nothing blocks and stale work can be ended
worker.py     what runs in such a process
session.py    when to analyse, with which settings, and who is told
server.py     the handlers of requests and notifications
diagnostics.py hovers.py hints.py lenses.py actions.py   one view of an answer each
"""

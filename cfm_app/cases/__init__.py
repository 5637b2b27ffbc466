"""Acts on a case: one module a verb, each in one transaction.

Screens, the API, imports, scenarios and workflow actions all call these. A verb writes the evidence and
moves the case; `evidence` refuses a move without it, however it is requested.
"""

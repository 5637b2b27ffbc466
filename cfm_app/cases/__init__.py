"""What is done with a case: one module a verb, each in one transaction.

Screens, API, imports, scenarios and the actions of the workflow all come through here. A verb brings
the evidence and moves the case; `evidence` refuses the move without it, whatever door it came by.
"""

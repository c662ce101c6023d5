"""Support agents' work: notices are read, letters are drafted, cases are kept.

`types.py` has the nouns. Nothing in the seller's path (guidance to answer) imports this package.
"""

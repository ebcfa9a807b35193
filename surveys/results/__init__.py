"""Results of a survey without a database: answers in, a document of results out.

Pure numpy, no Django: others can recompute what a snapshot says from the exported answers.
"""

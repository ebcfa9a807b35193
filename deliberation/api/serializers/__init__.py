"""What goes in and out, as JSON.

Docstrings and help texts are the descriptions in the schema.
"""

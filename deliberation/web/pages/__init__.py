"""What each page shows, read and put in order before its template is rendered.

Templates never query: everything they name is here, in a number of queries that rows do
not raise.
"""

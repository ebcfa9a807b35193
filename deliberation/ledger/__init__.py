"""Encoding, hashing and proving the vote log. Pure: no Django."""

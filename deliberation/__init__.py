"""Proposals and votes in, versioned draft definitions out."""

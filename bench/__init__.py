"""Benchmarks: measured by hand, never as tests."""

"""A definition to try Openmoot out with: real proposals, simulated people."""

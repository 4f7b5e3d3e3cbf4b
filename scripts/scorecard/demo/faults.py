"""Faults that can be put into an otherwise sound demo company, one at a time, to see the right check fail."""

FAULTS: tuple[str, ...] = ()

"""Employment: nothing that others need."""

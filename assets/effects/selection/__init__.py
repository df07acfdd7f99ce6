"""Selection: nothing that others need."""

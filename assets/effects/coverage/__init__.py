"""Coverage: nothing that others need."""

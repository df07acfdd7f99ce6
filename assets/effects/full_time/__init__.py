"""Full-time: nothing that others need."""

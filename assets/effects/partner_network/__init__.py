"""Partner network: nothing that others need."""

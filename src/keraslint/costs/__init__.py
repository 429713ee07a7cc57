"""What a model costs to run, derived from its weights and shapes: work, memory, and how far it sees."""

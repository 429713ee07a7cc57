"""How layers are connected: tensors, the nodes that made them, and the two kinds of model."""

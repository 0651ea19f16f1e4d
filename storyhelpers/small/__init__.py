"""The project's own small models: scenes of the paper town so simple that a model of 16 MB can learn to draw them."""

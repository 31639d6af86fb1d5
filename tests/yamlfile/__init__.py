"""Reading YAML files against a model."""

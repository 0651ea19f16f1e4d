"""The paper town: the embedded default's own world, drawn and heard without any model."""

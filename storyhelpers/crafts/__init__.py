"""One file per craft: MODELS, a Protocol, engines from the simplest to the heaviest, ENGINES."""

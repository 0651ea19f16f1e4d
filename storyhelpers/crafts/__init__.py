"""One file or folder per craft: MODELS, a Protocol, engines from the simplest to the heaviest, ENGINES."""

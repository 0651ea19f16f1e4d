"""What pupils send, looked at before any model sees it."""

MOST_BYTES = 32_000_000

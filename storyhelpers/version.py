"""The version of storyhelpers."""

__version__ = "0.1.0"

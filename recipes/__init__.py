"""Recipes: scripts that make what the package carries with it."""

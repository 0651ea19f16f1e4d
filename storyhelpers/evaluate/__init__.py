"""Judging pictures: CLIP, captions, style, with intervals, on one page."""

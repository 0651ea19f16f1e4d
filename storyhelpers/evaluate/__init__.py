"""Judging pictures: CLIP, captions, style, with intervals, on one page.

clip = evaluate.Clip("tiny")
evaluate.scored({"base": [[…]], "tuned": [[…]]}, prompts, clip)      # a table, prompt by prompt, and the difference
evaluate.two_experiments(illustrator, clip)                          # five prompts × six pictures, with and without
evaluate.StyleJudge.fit(sketches, others, clip).share(pictures)      # how many are of the style, and how it errs
"""

from .bases_table import bases_table
from .captions import SKETCH_WORDS, CaptionCheck, caption_check, count_words
from .clip import Accuracy, Clip, clip_accuracy, preference
from .grid import Grid
from .power import power, prompts_needed, smallest_difference
from .prompts import (
    FIVE,
    FREE,
    HANDS,
    SEEN,
    SIDE_BY_SIDE,
    STRONG,
    STYLE_WORDS,
    UNSEEN,
    prompts_from,
    seen_and_unseen,
    styled,
)
from .protocols import Scores, experiment_prompts, scored, two_experiments
from .report import report
from .statistics import Difference, Estimate, Share, compare, estimate, share
from .style import StyleDistance, StyleJudge, style_distance

__all__ = [
    "FIVE", "FREE", "HANDS", "SEEN", "SIDE_BY_SIDE", "SKETCH_WORDS", "STRONG", "STYLE_WORDS", "UNSEEN", "Accuracy",
    "CaptionCheck", "Clip", "Difference", "Estimate", "Grid", "Scores", "Share", "StyleDistance", "StyleJudge",
    "bases_table", "caption_check", "clip_accuracy", "compare", "count_words", "estimate", "experiment_prompts",
    "power", "preference", "prompts_from", "prompts_needed", "report", "scored", "seen_and_unseen", "share",
    "smallest_difference", "style_distance", "styled", "two_experiments",
]  # fmt: skip

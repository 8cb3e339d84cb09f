"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "4_gelu_swish"
GATE = Section(CHAPTER, "One idea: x times a gate")
COIN = Section(CHAPTER, "GELU is the mean of a coin")
SLOPES = Section(CHAPTER, "Slopes: above one, zero, and below")
MIRROR = Section(CHAPTER, "The mirror rule")
SWISH = Section(CHAPTER, "Swish, from a line to ReLU")
FORMS = Section(CHAPTER, "Exact or tanh?")
BLOCK = Section(CHAPTER, "The feed-forward block, plain and gated")
COMPARED = Section(CHAPTER, "What controlled comparisons say")

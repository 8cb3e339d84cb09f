"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "8_myths"
VERDICTS = Section(CHAPTER, "Five verdicts")
SOFTMAX = Section(CHAPTER, "Softmax and its temperature")
GATES = Section(CHAPTER, "GELU, Swish and their kin")
METHOD = Section(CHAPTER, "Refute a sentence in ten minutes")

"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "9_interview"
CODING = Section(CHAPTER, "The coding interview: a softmax that survives")
WHITEBOARD = Section(CHAPTER, "At the whiteboard")
DESIGN = Section(CHAPTER, "Design an experiment")

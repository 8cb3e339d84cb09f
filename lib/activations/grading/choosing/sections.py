"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "6_choosing"
TREE = Section(CHAPTER, "The decision tree")
STATES = Section(CHAPTER, "Recurrent networks: a state and its gates")
DEVICES = Section(CHAPTER, "On a small device: eight bits")
NUMBERS = Section(CHAPTER, "Outputs that are numbers")
STUCK = Section(CHAPTER, "Stuck at chance: what to check first")

"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "1_collapse"
THEOREM = Section(CHAPTER, "The collapse theorem")
WASTED = Section(CHAPTER, "Wasted, and not wasted")
TRAP = Section(CHAPTER, 'The wrong test for "non-linear"')
XOR = Section(CHAPTER, "XOR, and what one unit can say")
PIECES = Section(CHAPTER, "Width, depth, and pieces")
FOLKLORE = Section(CHAPTER, "Needed, or folklore?")
UNIVERSALITY = Section(CHAPTER, "What universality needs")

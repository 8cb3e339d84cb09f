"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "3_relu_family"
CORNER = Section(CHAPTER, "A ramp with a corner")
GRADIENTS = Section(CHAPTER, "Why gradients survive")
COUNTING = Section(CHAPTER, "Counting without over-counting")
KILLS = Section(CHAPTER, "What kills, and what does not")
PRINTOUT = Section(CHAPTER, "Back to the printout")
LEAKY = Section(CHAPTER, "A slope for the left side")
ROUNDING = Section(CHAPTER, "Rounding the corner")
REVIVAL = Section(CHAPTER, "Do they come back?")

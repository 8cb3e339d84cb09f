"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "7_bake_off"
STACK = Section(CHAPTER, "All seeds at once")
INTERVALS = Section(CHAPTER, "Is the winner a winner?")
HEALTH = Section(CHAPTER, "Speed, gradients, dead units")
OWN = Section(CHAPTER, "Race your own")
REPORT = Section(CHAPTER, "The lab report")

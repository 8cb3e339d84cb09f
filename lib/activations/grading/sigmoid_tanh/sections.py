"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "2_sigmoid_tanh"
SIGMOID = Section(CHAPTER, "The sigmoid")
RESCALED = Section(CHAPTER, "Tanh is a rescaled sigmoid")
SLOPE = Section(CHAPTER, "Where the slope goes")
LARGER = Section(CHAPTER, "Who has the larger slope?")
VANISHING = Section(CHAPTER, "The vanishing gradient, with the weights in it")
ZIGZAG = Section(CHAPTER, "The zig-zag argument, and how far it goes")
NUMERICS = Section(CHAPTER, "Numerics: the popular version and what it does")
DIGITS = Section(CHAPTER, "The textbook derivative loses every digit")
INITIALISATION = Section(CHAPTER, "Initialisation, and the same network twice")

"""The chapter's sections, as its headings name them."""

from ..records import Section

CHAPTER = "5_softmax_temperature"
SCORES = Section(CHAPTER, "From scores to probabilities")
LIES = Section(CHAPTER, "The comment lies")
NUMERICS = Section(CHAPTER, "Computing it: subtract the maximum, keep the logarithm")
LOGARITHM = Section(CHAPTER, "The logarithm is what training needs")
JACOBIAN = Section(CHAPTER, "The Jacobian, as a matrix and as a product")
PRODUCT = Section(CHAPTER, "Never form the matrix")
LOSS = Section(CHAPTER, "Cross-entropy, and the line too many")
CALIBRATION = Section(CHAPTER, "Calibration: when 90 % should mean 90 %")
SAMPLING = Section(CHAPTER, "Sampling: temperature, top-k, top-p")

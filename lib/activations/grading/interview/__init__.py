"""The exercises of the chapter "The interview room"."""

from . import coding, whiteboard, written

EXERCISES = [*coding.EXERCISES, *whiteboard.EXERCISES, *written.EXERCISES]

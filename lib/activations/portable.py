"""Random numbers that come out the same in Python and in the page: a hash of (seed, stream, counter).

The interactive figures draw their networks from it (lib/explorables/src/random.js is its twin), so that the
numbers printed under a figure are those of the very network the page shows. A mock test draws its questions
from it, so that the printed paper has those of the page.
"""

import numpy as np


def uniforms(count: int, seed: int, stream: int) -> np.ndarray:
    """The first `count` numbers of a stream, uniform in (0, 1) and never 0, ½ or 1."""
    return (_mix(_key(seed, stream) + np.arange(count, dtype=np.uint32)) + 0.5) / 2.0**32


def normals(count: int, seed: int, stream: int) -> np.ndarray:
    """The first `count` standard normal deviates of a stream: the Box–Muller transform of hashed counters."""
    key = _key(seed, stream)
    k = np.arange(2 * ((count + 1) // 2), dtype=np.uint32)
    u = (_mix(key + k[0::2]) + 0.5) / 2.0**32
    v = (_mix((key ^ np.uint32(0x5BD1E995)) + k[1::2]) + 0.5) / 2.0**32
    pairs = np.sqrt(-2 * np.log(u))[:, None] * np.stack(
        [np.cos(2 * np.pi * v), np.sin(2 * np.pi * v)], axis=1
    )
    return pairs.ravel()[:count]


def hash_text(seed: int, text: str) -> int:
    """A 32-bit hash of a seed and a text of ASCII characters, for what is drawn by name and not by number."""
    h = _mix(np.uint32(seed + 1))
    for code in text.encode("ascii"):
        h = _mix(h ^ np.uint32(code))
    return int(h[0])


def _key(seed, stream):
    return _mix(_mix(np.uint32(seed + 1)) + np.uint32((stream + 1) * 0x9E3779B9 & 0xFFFFFFFF))


def _mix(h):
    # The finaliser "lowbias32" of C. Wellons (2018). Arrays wrap around silently, as a hash wants.
    h = np.atleast_1d(h)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x7FEB352D)
    h = (h ^ (h >> np.uint32(15))) * np.uint32(0x846CA68B)
    return h ^ (h >> np.uint32(16))

"""Numbers drawn from a seed, the same in every version of every library: they decide what a saved signature means."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["mersenne_twister", "splitmix"]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]


def splitmix(seed: int, n: int) -> U64:
    """Return n numbers of 64 bits by SplitMix64 (Steele, Lea and Flood 2014), shape (n,).

    >>> f"{int(splitmix(0, 1)[0]):x}"
    'e220a8397b1dcdaf'
    """
    z = (np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) + np.uint64(seed % (1 << 64))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: U64 = z ^ (z >> np.uint64(31))
    return mixed


def mersenne_twister(seed: int, n: int) -> U32:
    """Return n numbers of 32 bits by MT19937 (Matsumoto and Nishimura 1998, init_genrand), shape (n,).

    >>> int(mersenne_twister(5489, 1)[0])
    3499211612
    """
    state = [seed % (1 << 32)]
    for i in range(1, 624):
        state.append((1812433253 * (state[-1] ^ (state[-1] >> 30)) + i) % (1 << 32))
    # The recurrence x[k+624] = x[k+397] ^ twist(x[k], x[k+1]).
    for k in range(n):
        y = (state[k] & 0x80000000) | (state[k + 1] & 0x7FFFFFFF)
        state.append(state[k + 397] ^ (y >> 1) ^ (0x9908B0DF if y & 1 else 0))
    drawn = np.array(state[624:], np.uint32)
    drawn ^= drawn >> np.uint32(11)
    drawn ^= (drawn << np.uint32(7)) & np.uint32(0x9D2C5680)
    drawn ^= (drawn << np.uint32(15)) & np.uint32(0xEFC60000)
    drawn ^= drawn >> np.uint32(18)
    return drawn

"""Levenshtein distance of two texts that are nearly the same."""

from __future__ import annotations


def edit_distance(left: str, right: str) -> int:
    """Return how many characters must be inserted, deleted or replaced.

    Ukkonen's furthest-reaching points: time grows with length times distance, so two readings
    of a page take milliseconds. Source: E. Ukkonen, Algorithms for approximate string matching,
    Information and Control 64 (1985).
    """
    end = len(right) - len(left)
    reached = {0: _slide(left, right, 0, 0)}
    distance = 0
    while reached.get(end, -1) < len(left):
        distance += 1
        reached = _next(left, right, reached, distance)
    return distance


def _next(left: str, right: str, reached: dict[int, int], distance: int) -> dict[int, int]:
    """Return how far ``distance`` edits go on each diagonal (place in right less in left)."""
    further = {}
    for diagonal in range(-distance, distance + 1):
        replaced = reached.get(diagonal, -2) + 1
        inserted = reached.get(diagonal - 1, -2)
        deleted = reached.get(diagonal + 1, -2) + 1
        place = min(max(replaced, inserted, deleted), len(left), len(right) - diagonal)
        if place >= 0 and place + diagonal >= 0:
            further[diagonal] = _slide(left, right, place, diagonal)
    return further


def _slide(left: str, right: str, place: int, diagonal: int) -> int:
    while (
        place < len(left)
        and place + diagonal < len(right)
        and left[place] == right[place + diagonal]
    ):
        place += 1
    return place

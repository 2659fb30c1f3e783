"""Who goes out next among what is claimed: what people say before what campaigns say, whenever either was claimed. Pure state."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from hub.work.claims import Claim


class Line:
    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Claim]] = []
        self._turn = 0
        self._said = 0  # by people

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[Claim]:
        return (claim for _, _, claim in self._heap)

    @property
    def said(self) -> int:
        """How many of them people wrote."""
        return self._said

    def add(self, claim: Claim) -> None:
        self._turn += 1
        self._said += claim.weight == 0
        heapq.heappush(self._heap, (claim.weight, self._turn, claim))

    def take(self) -> Claim:
        """Raises IndexError when nobody waits."""
        claim = heapq.heappop(self._heap)[2]
        self._said -= claim.weight == 0
        return claim

"""How fast an account may send: a budget over all and one for each recipient. Pure arithmetic; `now` is a monotonic time in seconds."""

from __future__ import annotations

SLOWEST = 1.0  # messages a second an account falls to when its provider keeps complaining
RECOVERY_SECONDS = 60.0  # from SLOWEST back to the full rate, when nobody complains
COMPLAINT_SECONDS = 1.0  # complaints that come so soon after one are about the same burst
BURST_SECONDS = 0.1  # how much unused budget is kept: more would break the provider's limit over one second
FULL = 1e-9


class Bucket:
    """Fills with `rate` a second up to `size`."""

    __slots__ = ("_at", "_level", "rate", "size")

    def __init__(self, rate: float, size: float, now: float) -> None:
        self.rate = rate
        self.size = size
        self._level = size
        self._at = now

    def level(self, now: float) -> float:
        self._level = min(self.size, self._level + max(0.0, now - self._at) * self.rate)
        self._at = max(self._at, now)
        return self._level

    def take(self, now: float, amount: float = 1.0) -> None:
        self._level = self.level(now) - amount

    def ready_in(self, now: float) -> float:
        """Seconds until one may be taken."""
        return max(0.0, (1.0 - self.level(now)) / self.rate - FULL)


class Pace:
    """The budgets of one account, in the memory of the one process that sends for it."""

    def __init__(self, per_second: float, pair_burst: int, pair_seconds: float, now: float) -> None:
        self._full_rate = per_second
        self._pair_burst = pair_burst
        self._pair_seconds = pair_seconds
        self._all = Bucket(per_second, max(1.0, per_second * BURST_SECONDS), now)
        self._pairs: dict[str, Bucket] = {}
        self._held_until = now
        self._slowed_at: float | None = None
        self._slowed_to = per_second

    def allow(self, per_second: float, now: float) -> None:
        """The account may send so fast from now on, unless the provider complains."""
        if per_second != self._full_rate:
            whole, self._full_rate = self._all.rate >= self._full_rate, per_second
            if whole or self._all.rate > per_second:
                self._set_rate(per_second, now)
            self._slowed_to = min(self._slowed_to, per_second)

    @property
    def rate(self) -> float:
        return self._all.rate

    def hold(self, until: float) -> None:
        """Nothing goes out before."""
        self._held_until = max(self._held_until, until)

    def held_in(self, now: float) -> float:
        """Seconds until the account may send at all."""
        return max(0.0, self._held_until - now)

    def room(self, now: float, ahead: float = 0.0) -> int:
        """How many may go out within the next `ahead` seconds."""
        self._recover(now)
        return max(0, int(self._all.level(now) + self._all.rate * ahead + FULL))

    def room_in(self, now: float) -> float:
        """Seconds until one may go out."""
        return max(self._all.ready_in(now), self._held_until - now)

    def pair_in(self, recipient: str, now: float) -> float:
        """Seconds until one may go to this recipient."""
        bucket = self._pairs.get(recipient)
        return 0.0 if bucket is None else bucket.ready_in(now)

    def take(self, now: float) -> None:
        """One goes out."""
        self._all.take(now)

    def promise(self, recipient: str, now: float) -> None:
        """One is to go to this recipient."""
        bucket = self._pairs.get(recipient)
        if bucket is None:
            bucket = self._pairs[recipient] = Bucket(1.0 / self._pair_seconds, float(self._pair_burst), now)
        bucket.take(now)

    def slow(self, now: float) -> bool:
        """The provider says we are too fast: half the rate, which grows back by itself. What was under way when it said so the first time
        says nothing new (False)."""
        if self._slowed_at is not None and now - self._slowed_at < COMPLAINT_SECONDS:
            return False
        self._recover(now)
        self._slowed_to = max(SLOWEST, self._all.rate / 2)
        self._slowed_at = now
        self._set_rate(self._slowed_to, now)
        return True

    def restore(self, per_second: float, ago: float, now: float) -> None:
        """It was slowed to this pace so many seconds ago, by whoever sent for the account then."""
        self._slowed_to = min(max(SLOWEST, per_second), self._full_rate)
        self._slowed_at = now - ago
        self._set_rate(self._slowed_to, now)
        self._recover(now)

    def forget(self, now: float) -> None:
        """Drops the budgets that are whole again: a recipient costs memory only for a while."""
        self._pairs = {key: bucket for key, bucket in self._pairs.items() if bucket.level(now) < bucket.size}

    def _recover(self, now: float) -> None:
        if self._slowed_at is not None and self._all.rate < self._full_rate:
            share = min(1.0, (now - self._slowed_at) / RECOVERY_SECONDS)
            self._set_rate(self._slowed_to + (self._full_rate - self._slowed_to) * share, now)

    def _set_rate(self, rate: float, now: float) -> None:
        level = self._all.level(now)
        self._all = Bucket(rate, max(1.0, rate * BURST_SECONDS), now)
        self._all.take(now, max(0.0, self._all.size - level))

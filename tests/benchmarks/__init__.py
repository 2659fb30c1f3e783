"""Benchmarks: each prints its numbers and a ratio against a peer or a floor of the same run. Run one with
`python -m tests.benchmarks.intake`. Timings on shared machines are noisy: trust ratios and medians."""

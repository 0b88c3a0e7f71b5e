"""Measures Roost beside its peers. Started by scripts/bench; docs/benchmarks.md says what each row means."""

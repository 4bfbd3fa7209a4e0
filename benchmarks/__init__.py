"""Measurements that the README quotes; `python -m benchmarks.rebuilds` makes them."""

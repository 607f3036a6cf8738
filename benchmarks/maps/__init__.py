"""The parts of benchmarks/map.py: what is compared, how a browser is watched, what is written."""

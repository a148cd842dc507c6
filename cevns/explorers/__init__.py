"""Sliders that answer in a notebook and, without a kernel, in the rendered book."""

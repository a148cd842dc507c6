"""Speed and accuracy, as ratios in one run: ``python -m bench``."""

"""Which edition of the package this is; `pyproject.toml` and every output read it here."""

VERSION = "0.1.0"
"""Version of the package."""

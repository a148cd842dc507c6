"""From counts to limits, regions and their confidence."""

"""What exists because of the talk: closed forms as printed, its table of limits."""

"""The commands of ``cevns``, one module each."""

"""Nuclear structure behind the form factors: shells, pairing, operators, excited states."""

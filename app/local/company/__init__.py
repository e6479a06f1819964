"""Who works at the sample company and what happened there: the seed of every stand-in, never read by the program."""

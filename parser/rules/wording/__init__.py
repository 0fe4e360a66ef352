"""Group W: characters, words, punctuation and numbering. Dictionaries are words.toml."""

"""Rules that stop a draft before it is stored or shown: personal data. No message ever repeats what it found."""

"""Rules about the report's build: its title, its six parts, what each of them must speak of, how it closes."""

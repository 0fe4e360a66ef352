"""Plain text: Markdown, what was pasted into a chat, what a program printed with spaces or tabs."""

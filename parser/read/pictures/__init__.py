"""Photos, scans and screenshots: tables pulled straight, their fields recognised, several pages put together."""

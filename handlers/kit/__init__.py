"""What every conversation shares: the message in and out, the context, the router, the texts."""

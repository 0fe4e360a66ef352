"""The conversations, one a file. They know reports (parser), not WeChat.

What they need from the world is asked of the ``Context``. ``CONVERSATIONS`` is tried in order and the first
that matches answers.
"""

from handlers import ask, bind, draft, fallback, greet, help, more, record, watch  # noqa: A004 - the command is called 帮助
from handlers.kit.router import Conversation

CONVERSATIONS: tuple[Conversation, ...] = (greet, help, more, bind, watch, record, draft, ask, fallback)
"""First match answers; ``fallback`` matches everything."""

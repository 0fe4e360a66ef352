"""The short guide that greeting and help both show."""

from handlers.kit.context import Context
from handlers.kit.texts import say


async def guide(context: Context) -> str:
    """What the account can do, with up to three questions that have an answer now."""
    examples = await context.examples()
    return say("help.body", examples="\n".join(f"· {q}" for q in examples) or say("help.no_examples"))

"""The short guide that greeting and help both show."""

from handlers.kit.context import Context
from handlers.kit.roles import describe
from handlers.kit.texts import say
from parser.model.errors import NianbaoError


async def guide(context: Context, person: str) -> str:
    """What the account can do for this person, with up to three questions that have an answer now."""
    body = say("help.body", examples="\n".join(f"· {q}" for q in await _examples(context)))
    bound = describe(await context.person(person))
    return f"{bound}\n\n{body}" if bound else body


async def _examples(context: Context) -> tuple[str, ...]:
    """The questions, or one line that says why there are none: no report yet is not the same as no index."""
    try:
        return await context.examples() or (say("help.no_examples"),)
    except NianbaoError as error:
        return (str(error),)

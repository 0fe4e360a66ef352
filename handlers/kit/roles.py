"""What an invitation made of somebody, in words."""

from handlers.kit.context import Person, Role
from handlers.kit.place import place_name
from handlers.kit.texts import say


def describe(person: Person) -> str:
    """Whom he works for and what he can do here; "" for a citizen."""
    if person.role is Role.CITIZEN:
        return ""
    where = person.organ or (place_name(person.division) if person.division else "")
    return say("bind.supervisor" if person.role is Role.SUPERVISOR else "bind.clerk", where=where)

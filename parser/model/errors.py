"""What can go wrong with an input, each said to the person in one clear Chinese sentence.

NianbaoError
└── InputError            the file or the call is at fault: exit code 2, nothing stored
    ├── EmptyInput
    ├── TooLarge
    ├── Encrypted
    ├── Unsupported       a kind of file that is not read
    ├── Damaged           broken, truncated, hostile
    └── NotAReport        readable, but not a 政府信息公开年度报告
"""


class NianbaoError(Exception):
    """Base of all errors that a person may see; ``str(error)`` is the Chinese sentence to show."""


class InputError(NianbaoError):
    """The input is at fault. The sentence says what is wrong and what to send instead."""


class EmptyInput(InputError):
    """There is nothing in the file."""


class TooLarge(InputError):
    """The file, or what it unpacks to, is over a limit."""


class Encrypted(InputError):
    """The file needs a password."""


class Unsupported(InputError):
    """A kind of file that no reader takes (or whose reader is not installed here)."""


class Damaged(InputError):
    """The file is broken, cut off or built to do harm."""


class NotAReport(InputError):
    """The file can be read, but it is not a yearly report."""

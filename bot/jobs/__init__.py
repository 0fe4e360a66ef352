"""Work that must not happen in the bot's process or on its loop: reading files, telling people, cleaning up.

``confine`` and ``worker`` are the inside of a worker process, ``process`` and ``pool`` the outside.
``runner`` takes a draft from the queue to its result; ``alerts`` finds what supervisors want to know and
owes it to them; ``sweep`` is the loop that keeps both going.
"""

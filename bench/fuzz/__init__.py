"""Fuzzing of the readers and of what stands behind them: ``python -m bench.fuzz docx --inputs 100000``.

``seeds``, ``pages`` and ``binary`` write one small report in every format, ``changes`` and ``containers`` damage it
where the format has its structure (inside the zip, the streams, the tokens, the records), ``judge`` reads the result
and looks for what must not happen, ``races`` does it in processes with a worker's limits, ``targets`` says what belongs
together.

What must not happen: an error that is no InputError, the end of the process, more CPU time than ``races.SECONDS``,
more memory than a worker has, a report that contradicts itself or holds what its file does not.

An input is made from the run's seed, its own number and the earlier inputs of the run that behaved in a new way, so
a run is repeated exactly by its seed. Inputs at fault are kept in var/fuzz.
"""

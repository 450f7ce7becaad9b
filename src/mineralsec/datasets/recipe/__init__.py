"""The recipe of the bundled world dataset.

``python -m mineralsec.datasets.recipe FOLDER [--out DIR]`` reads the publishers' files below
FOLDER and writes every file of ``mineralsec/datasets/world`` again, byte for byte. FOLDER needs
the optional dependency ``pyarrow`` (extra ``frames``) for the trade tables.

What is in the data is written in one place, `mineralsec.datasets.recipe.chains`: a mineral is one
entry there. The other modules each hold one topic: how a publisher's file is read, or one rule.

Sums are exact (``math.fsum``). The builtin rounds otherwise since Python 3.12, and the tables must
not depend on who rebuilds them.
"""

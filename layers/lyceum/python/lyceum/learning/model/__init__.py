"""What is true of a learner's progress. Pure: no I/O, and the clock comes in as an argument.

`progress` holds the facts, which merge like a lattice: in any order, repeated or split, they come to the same state.
`criteria` and `locks` compute everything else from the facts and the version's outline; `merging` takes new facts in.
"""

"""A package, for other rooms have tests of the same names."""

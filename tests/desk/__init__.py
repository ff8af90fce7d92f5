"""Tests of the desk: a package, for other rooms have tests of the same names."""

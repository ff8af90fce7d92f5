"""From the words of a letter to its n-grams: folded, cut, counted, weighed, and rid of what tells of a person."""

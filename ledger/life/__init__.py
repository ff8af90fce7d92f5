"""The life of a case after it was read: steps that people take, and the clocks of the law."""

"""What the steps look at: a letter's parts, cue words, the words of topics, what learned models read."""

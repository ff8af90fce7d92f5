"""What a letter is about, how it must be treated and who must answer it: judged by models and by rules."""

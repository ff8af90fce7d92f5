"""Letters made for this project, each beside what it must yield, and the code that draws them."""

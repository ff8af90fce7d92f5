"""One page: its picture made ready, read, looked over for what was missed, told what it is."""

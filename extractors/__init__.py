"""From a file to a letter and what it states, in rooms: intake, stacks, sources, pages, engines, lines, fields.

A room of its own, `archiving`, makes the archive copy. What puts the rooms together stands here, before them.
"""

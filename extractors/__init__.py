"""From a file to a letter and what it states: intake, page work, engines, line order, fields."""

"""Words of strangers as a terminal may show them: names of files and text of letters can hold control characters."""

MOST_NAME = 60
_IDEOGRAPHIC_SPACE = "\u3000"


def show_visible(words: str) -> str:
    """The words with every control, bidi and private character written out, so that none acts on the terminal."""
    return "".join(
        char if char.isprintable() or char == _IDEOGRAPHIC_SPACE else char.encode("unicode_escape").decode("ascii")
        for char in words
    )


def show_lines(text: str) -> str:
    """A text of several lines made visible; line feeds and tabs stay."""
    return "\n".join("\t".join(map(show_visible, line.split("\t"))) for line in text.split("\n"))


def show_name(name: str) -> str:
    """A file's name made visible, a long one cut in its middle."""
    shown = show_visible(name)
    half = MOST_NAME // 2
    return shown if len(shown) <= MOST_NAME else f"{shown[:half]}…{shown[-half + 1 :]}"


def mask_name(name: str) -> str:
    """A person's name with all but the surname's first character hidden."""
    return show_visible(name[:1]) + "*" * (len(name) - 1)

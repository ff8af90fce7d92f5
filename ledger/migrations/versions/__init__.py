"""One file a step, numbered. A step that has shipped is never changed."""

"""Everything that is claimed of a model on faces, measured and put on one page."""

"""AffectStream's dashboard, driven in a real browser."""

"""Tells whether something covers a part of a face: the small classifier behind the reason `occluded` of the stream."""

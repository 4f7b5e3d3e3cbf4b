"""Alignment Scorecard: raw campaign and deal data in, a published scorecard out."""

"""Composers: retrieved passages -> a draft answer."""

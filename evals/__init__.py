"""Measuring: is what the assistant says found, grounded, complete and honest?"""

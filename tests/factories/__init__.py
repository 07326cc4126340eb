"""Shapes for tests. Rows are made as the app makes them wherever an action exists."""

"""Guests' pages."""

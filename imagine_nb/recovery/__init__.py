"""Crash recovery: a client that brings to an end what was cut off."""

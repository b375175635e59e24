"""Bulk requests: one for each row of a table. Tables in, results out; nothing here asks anybody."""

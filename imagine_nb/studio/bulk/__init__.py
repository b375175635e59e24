"""Bulk runs: every row of a table made or asked, planned first, reused where asked before."""

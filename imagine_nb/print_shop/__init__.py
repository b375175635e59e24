"""The print shop: an embedded engine behind the API's own HTTP surface. It is not Grok, and says so."""

"""HTTP as the API speaks it: requests checked, error responses, streams, and what is stored for a while."""

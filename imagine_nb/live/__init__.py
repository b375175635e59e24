"""Live displays: what there is to see while a bulk request runs, in a notebook and in a terminal."""

"""A client that brings to an end what a crash, a full disk or a lost connection left behind."""

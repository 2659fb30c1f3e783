"""Quotations: rows, lists, papers' messages, links, prices."""

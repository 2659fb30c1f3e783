"""Campaigns: rows, audiences, sending, answers, figures."""

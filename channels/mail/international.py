"""Addresses in other scripts: a domain has a form in plain letters that every server takes, what stands before the @ has none."""

from __future__ import annotations

import idna


def plain_domain(address: str) -> str:
    """The address with its domain as mail servers take it (RFC 5891). Raises ValueError for a domain nobody can have."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError as error:
        raise ValueError(f"“{domain}” is no domain: {error}") from None

"""The layouts by name."""

from __future__ import annotations

from collections.abc import Callable

from pdf.layouts import classic, modern, plain
from pdf.looks import Look
from pdf.paper import Layout, Paper

LAYOUTS: dict[Layout, Callable[[Paper], Look]] = {"classic": classic.look, "modern": modern.look, "plain": plain.look}

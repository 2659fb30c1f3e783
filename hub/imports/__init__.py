"""Importing contacts from a file.

The file is read by a process of its own (`reader`, begun by `child`), so that neither a hostile spreadsheet nor the arithmetic of a
hundred thousand rows can be felt in the inbox. What it reads comes back as people and problems, a chunk at a time, and each chunk is
one short transaction (`chunks`) that also moves the job on: a crash repeats nothing and leaves nothing out.
"""

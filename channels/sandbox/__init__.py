"""A double of Meta's Cloud API: a state machine without network and without a clock. Tests, demo and benchmarks talk to it over HTTP
through `web.sandbox`, with the same client that talks to Meta.

    model.py      what it holds            magic.py     recipients whose number asks for an error
    cloud.py      Meta's side: messages and their statuses            assets.py    media, numbers, subscriptions, lists of templates
    access.py     the token and the app behind it                     reviews.py   templates submitted, and how their review ends
    customers.py  the customers' side: writing, reacting, editing, reading
    webhooks.py   what is told back, signed and in Meta's escaped form

LINE: line.py, line_screen.py.

The mail world:

    mail_model.py  what it holds           mail_magic.py    recipients whose name asks for trouble
    mail.py        the office's mailbox, what it hands in, the customers' programs, reports that come back
    mail_written.py  mails and reports as bytes
    imap.py, imap_words.py, imap_search.py, imap_fetch.py  a connection to the mailbox: bytes in, bytes out
"""

"""A double of Meta's Cloud API: a state machine without network and without a clock. Tests, demo and benchmarks talk to it over HTTP
through `web.sandbox`, with the same client that talks to Meta.

    model.py      what it holds            magic.py     recipients whose number asks for an error
    cloud.py      Meta's side: messages, media, templates, numbers
    customers.py  the customers' side: writing, reacting, editing, reading
    webhooks.py   what is told back, signed and in Meta's escaped form
"""

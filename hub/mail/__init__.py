"""E-mail as a channel: mailboxes set up and read, mails taken in and written, and the office's own post."""

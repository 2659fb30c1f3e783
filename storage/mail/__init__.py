"""E-mail: mailboxes and mails, and the office's own post."""

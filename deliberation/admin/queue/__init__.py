"""The moderation queue: everything that waits in one definition, to be decided by keyboard."""

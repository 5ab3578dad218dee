"""The one kind of error that a user can mend."""


class ClaimbookError(Exception):
    """Something its user can mend; the message says what and how."""

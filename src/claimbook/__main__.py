"""``python -m claimbook``."""

from claimbook.cli import main

main()

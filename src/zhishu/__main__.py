"""`python -m zhishu` is the command line."""

from zhishu.cli import main

main()

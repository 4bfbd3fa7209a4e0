"""The command line: each command is a file of its name, what commands share has one home, and all printing is here."""

"""Processes that compile files and draw figures, and that stop at once when an error or Ctrl-C ends the build."""

"""Claims about runs: parse, check and evaluate them."""

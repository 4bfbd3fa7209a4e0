"""What is checked of content: its rules, a family a file, and the functions that look for what breaks them."""

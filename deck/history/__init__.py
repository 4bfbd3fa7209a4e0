"""What learners have: the lock, published packages, and the plan of the next import."""

"""From a folder to compiled notes, again only where something changed."""

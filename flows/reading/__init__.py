"""What the pages of items and steps show, read in few queries: nothing here changes anything."""

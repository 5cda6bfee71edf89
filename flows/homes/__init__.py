"""What each role sees first, as read models of a fixed number of queries."""

"""The invented city of the demo: its register, its people, its documents, and eight weeks of its work."""

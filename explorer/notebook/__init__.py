"""An index within a notebook: its page in a frame, and what is selected there in Python."""

"""Panels write to the session and the playback, and draw nothing of what the runs do."""

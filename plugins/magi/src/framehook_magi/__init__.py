"""MAGI-1 and MAGI-1 distilled for framehook: text, image and video extension."""

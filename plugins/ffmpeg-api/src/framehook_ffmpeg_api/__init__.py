"""The ffmpeg-api utility endpoints for framehook: compose, merge, extract, measure."""

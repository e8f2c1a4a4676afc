"""framehook: hosted generative-video models through one typed client."""

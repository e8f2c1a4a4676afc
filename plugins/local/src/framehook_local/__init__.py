"""Runs framehook calls on this machine: real utility work and honest drafts, with no key and no network."""

"""The command line: `framehook <verb>`. Everything that reads settings files or asks people."""

"""A framehook hook that writes every call to an audit log, one JSON object a line."""

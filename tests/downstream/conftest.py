"""The package here is installed and run by a test; it is no test itself."""

collect_ignore_glob = ["mineralsec-niobium/*", "script.py"]

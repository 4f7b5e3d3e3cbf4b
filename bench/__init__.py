"""What the models cost on large companies, against what DuckDB needs to read and sort the same files."""

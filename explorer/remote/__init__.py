"""What lies at addresses (`s3://…`, `https://…`): what may be fetched, by what, and with what patience."""

"""Build an index: scan, read, embed, cluster, write; and take over what an earlier build has."""

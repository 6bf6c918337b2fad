"""Some images of a source, and several sources as one."""

"""From the bytes of one file to pixels, thumbnails and a colour; and many files by worker processes."""

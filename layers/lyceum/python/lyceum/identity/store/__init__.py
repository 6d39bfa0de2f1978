"""What identity keeps."""

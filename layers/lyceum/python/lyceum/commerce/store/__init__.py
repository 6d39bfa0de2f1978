"""What commerce keeps."""

"""What tenancy keeps."""

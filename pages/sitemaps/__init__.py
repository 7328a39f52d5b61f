"""What search engines may list, and since when it says what it says."""

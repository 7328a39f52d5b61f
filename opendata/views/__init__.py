"""What answers programs: twins, the API, feeds, files, editions; here the clock is read."""

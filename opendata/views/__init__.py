"""What answers programs; here the clock is read."""

"""What the admin pages of several models are built of: saving, history, the steps to the public."""

"""What is kept so that a page is made once: for all rooms above, which know what to keep."""

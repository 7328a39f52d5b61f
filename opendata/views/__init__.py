"""What programs ask for, a module for each kind of answer."""

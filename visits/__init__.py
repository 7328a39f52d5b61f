"""How often each page is read and what is searched in vain: sums a day, nothing of who reads."""

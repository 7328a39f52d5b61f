"""Chinese formats of values, QR codes and calendar arithmetic, for every page."""

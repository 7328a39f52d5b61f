"""The facts as spreadsheets, out and in."""

"""Export facts as spreadsheets and import them."""

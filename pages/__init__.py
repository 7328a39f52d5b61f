"""What readers see: addresses, views, forms, and what search engines are told."""

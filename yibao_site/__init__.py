"""What ties the rooms together: settings, addresses, middleware, the WSGI application."""

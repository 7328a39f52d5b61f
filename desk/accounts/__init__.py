"""Who may enter the desk: login, second factor, sessions."""

"""Facts of a release into a running site: what is missing is added, what differs is proposed."""

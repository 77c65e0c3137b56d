"""What providers tell us: verified here, put into our own words, handed to `messaging.services`."""

"""What goes out to others: messages written with their events, and the deliveries of them."""

"""What is true of prices, orders, payments and refunds. Pure: the clock and ids come in as arguments."""

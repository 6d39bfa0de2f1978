"""What is sold and paid: prices, orders, payments, refunds (FEATURES CO1-CO9). Paid means enrolled, exactly once."""

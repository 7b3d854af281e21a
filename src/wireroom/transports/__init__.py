"""How copy arrives. Each transport yields arrivals and is told when each one is durable."""

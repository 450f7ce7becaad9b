"""The effect of removing a country: limits, shocks, responses and what they leave."""

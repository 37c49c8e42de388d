"""People, households, clans and organisations, as the parties that give, learn and receive."""

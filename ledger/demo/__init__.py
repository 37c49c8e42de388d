"""The demo province: Sơn La's real communes; the places, people and gifts beneath them are invented."""

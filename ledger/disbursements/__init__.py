"""Awards, from proposal through decision to payment, each by another person."""

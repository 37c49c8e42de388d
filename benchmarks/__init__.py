"""What the figures in README are re-measured with; run by hand, never as tests."""

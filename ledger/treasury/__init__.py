"""What a treasurer records beside gifts and awards."""

"""The only room that knows HTTP and HTML: routes by who uses them, and what every page shares."""

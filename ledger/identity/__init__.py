"""Who signs in, which roles they hold in which association, and what that lets them do."""

"""Who reads the page, and how they say so: passwords of our own, or an OpenID provider's word."""

"""Every act that moves a token: one function each, for page, API and ticker alike."""

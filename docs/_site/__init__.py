"""What the site needs beyond its pages."""

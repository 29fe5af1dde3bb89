"""What the end-to-end tests share: servers of their own, visitors without JavaScript, the demonstration accounts."""

"""What is said, where and when: posts, channels, deliveries."""

"""What others say: sources and mentions."""

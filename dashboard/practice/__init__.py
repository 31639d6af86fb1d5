"""What the law and the numbers mean together: pure functions of (world, as_of), named after what they answer."""

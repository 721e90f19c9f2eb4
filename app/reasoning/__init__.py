"""Pure functions over the vocabulary: what facts say in words, and later what follows from them."""

"""Cell key perturbation: small noise that follows from who is in a cell."""

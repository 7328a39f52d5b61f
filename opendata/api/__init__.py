"""What the API answers: documents of facts and of answers, faults, its description."""

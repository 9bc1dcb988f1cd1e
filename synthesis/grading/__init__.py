"""How certain the evidence is (GRADE), and summary of findings tables."""

"""What is exchanged with other agencies, under an agreement that two people made: data points and referrals."""

"""Exchange with other agencies under an agreement of two people: data points and referrals."""

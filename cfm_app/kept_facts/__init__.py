"""The facts of ordinary cases and their referrals by month, as columns: what figures of any days are computed of."""

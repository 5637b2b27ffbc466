"""Facts of ordinary cases and their referrals, stored by month as columns: the source of figures of any days."""

"""Facts of ordinary cases and their referrals, stored by month as columns. Figures of any days are computed from them.
"""

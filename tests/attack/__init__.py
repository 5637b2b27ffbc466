"""An attacker with an ordinary log-in: doors found by reflection, requests mutated, changes looked up
in the database. ``CFM_ATTACK=long`` tries everything; ``CFM_ATTACK_SEED`` repeats a run."""

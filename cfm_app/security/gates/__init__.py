"""What every request passes: a closed document is answered like a missing one."""

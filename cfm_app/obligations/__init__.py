"""What people owe before they work with what others told them: agreements signed, trainings attended."""

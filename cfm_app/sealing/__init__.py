"""Sealing: what people said in restricted reports is read by the handlers of the class and by nobody else."""

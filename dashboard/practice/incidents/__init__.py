"""Incidents: opened for what breaches, worked by the playbook, written up; what stands where, and whose it is."""

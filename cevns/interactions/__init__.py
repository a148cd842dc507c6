"""Kinematics, couplings and cross sections."""

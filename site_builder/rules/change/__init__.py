"""Rules about what was done to a register, not about what it says: each looks at a record before and after."""
